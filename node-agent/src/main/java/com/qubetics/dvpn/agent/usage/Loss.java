package com.qubetics.dvpn.agent.usage;

/// How many of the bytes that a node sent to a client may have been lost on the way, so that the
/// client can't sign for them and the node gives them up.
///
/// How it works, and why. Both sides count: what the node states and the client leaves out, over
/// the whole boot and in both directions, is the loss as the client tells it. Nobody can check its
/// word, so it is believed up to a quarter of what was sent to it. What the client sent and the
/// node received was not lost: a client that leaves out its own bytes uses up the same allowance,
/// which grows with what was sent to it alone. And never more than a third of what it signs: who
/// signs nothing gets nothing.
///
/// Worked number: of 10 GiB to it a client that lies saves 2.5 GiB.
final class Loss {
  private static final long OF_SENT = 4;
  private static final long OF_SIGNED = 3;

  private Loss() {}

  /// @param tx bytes that the node stated as sent, of this boot
  /// @param signed bytes that the client signs for, of this boot
  static long allowed(long tx, long signed) {
    return Math.min(tx / OF_SENT, signed / OF_SIGNED);
  }
}
