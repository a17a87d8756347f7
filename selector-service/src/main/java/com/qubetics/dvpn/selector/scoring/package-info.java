/// How good a node is for a client, and the draw among the good ones; integers only. Start at
/// [Score], then [Ranking].
@NullMarked
package com.qubetics.dvpn.selector.scoring;

import org.jspecify.annotations.NullMarked;
