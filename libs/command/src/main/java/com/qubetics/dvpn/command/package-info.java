/// What the programs with a command line share, with the JDK alone: text that came from outside in
/// whatever encoding, files that can't be used, and what is said when something fails. Start at
/// [Failure].
@NullMarked
package com.qubetics.dvpn.command;

import org.jspecify.annotations.NullMarked;
