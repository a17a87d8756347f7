/// The subcommands of `dvpn`: options in, one table or JSON object out. Exit codes: 0 done, 1
/// refused or failed (for `audit`: differs), 2 wrong usage, 3 not logged in or not connected. Start
/// at [ConnectCommand].
@NullMarked
package com.qubetics.dvpn.client.command;

import org.jspecify.annotations.NullMarked;
