/// The running agent: its loops, its doubts and its status. Start at [Agent].
@NullMarked
package com.qubetics.dvpn.agent.run;

import org.jspecify.annotations.NullMarked;
