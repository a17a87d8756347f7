/// One command per hot path, run against the devnet that is up, each beside a peer in the same run:
/// on another machine or under another load the figures move, the ratio stays. Start at
/// [BenchCommand].
@NullMarked
package com.qubetics.dvpn.benchmarks;

import org.jspecify.annotations.NullMarked;
