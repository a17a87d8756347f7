/// The three engines that everything else runs on, as real as in production and without an
/// installation: a PostgreSQL server, a Kafka broker and an Ethereum development chain. Each can be
/// shared by all tests of a JVM, or started on a directory and a port of its own for the devnet.
/// Whatever is started here ends with the JVM, also when that is killed. Start at [Postgres],
/// [Kafka] and [Anvil]; a chain that answers as the real one does is in the package `qubetics`.
@NullMarked
package com.qubetics.dvpn.engines;

import org.jspecify.annotations.NullMarked;
