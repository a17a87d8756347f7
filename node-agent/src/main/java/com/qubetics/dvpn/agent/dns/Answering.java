package com.qubetics.dvpn.agent.dns;

import java.net.InetAddress;
import java.util.Optional;

/// What is done with what clients send. Called by many threads.
interface Answering {
  /// Whether a client may ask at all, and now. Counts as one question of its.
  boolean admits(InetAddress client);

  /// The answer to a message, whatever becomes of it upstream; empty: it is no question, and
  /// nothing is said.
  Optional<byte[]> answer(byte[] message);
}
