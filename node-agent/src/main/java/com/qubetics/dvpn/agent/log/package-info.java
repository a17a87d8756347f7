/// The agent's log: lines on standard error, which systemd or the container's engine keeps. Start
/// at [LineLogger].
@NullMarked
package com.qubetics.dvpn.agent.log;

import org.jspecify.annotations.NullMarked;
