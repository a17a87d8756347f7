/// How good a node is for a client, and the order that follows: nearest first, drawn among equals;
/// integers only. Start at [Ranking], then [Score] and [Condition].
@NullMarked
package com.qubetics.dvpn.selector.scoring;

import org.jspecify.annotations.NullMarked;
