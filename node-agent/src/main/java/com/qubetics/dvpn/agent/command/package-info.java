/// The command `dvpn-node`: what a provider runs on a VPN host. This package is its outer edge, one
/// class per subcommand; start at [NodeCommand], then [com.qubetics.dvpn.agent.run.Agent].
@NullMarked
package com.qubetics.dvpn.agent.command;

import org.jspecify.annotations.NullMarked;
