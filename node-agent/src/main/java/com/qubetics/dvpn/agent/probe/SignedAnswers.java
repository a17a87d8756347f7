package com.qubetics.dvpn.agent.probe;

import com.qubetics.dvpn.protocol.node.ProbePacket;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/// The answers that were given of late, [#MOST] of them: a challenge that comes again costs no
/// second signature. Only what the registry asked for is kept, so nobody else can fill it. One
/// thread's.
final class SignedAnswers {
  /// Seven probers, in the five slots that are answered, twice.
  static final int MOST = 70;

  /// Three tries of the prober, and some for what the network doubles.
  static final int OFTEN = 8;

  private final Map<ByteBuffer, Given> given = new LinkedHashMap<>();

  /// @param times how often it was asked for
  record Given(byte[] answer, int times) {
    boolean isOften() {
      return times > OFTEN;
    }
  }

  /// How an answer is made.
  interface Signing {
    byte[] answer(byte[] packet);
  }

  /// The answer to a challenge, and how often it is given with this time.
  Given to(byte[] challenge, Signing signing) {
    // Without what stands behind the MAC, which a prober may fill as it likes.
    ByteBuffer key = ByteBuffer.wrap(challenge, 0, ProbePacket.MAC_AT).slice();
    Given before = given.get(key);
    Given now =
        before == null
            ? new Given(signing.answer(challenge), 1)
            : new Given(before.answer(), before.times() + 1);
    given.put(key, now);
    if (given.size() > MOST) {
      given.remove(given.keySet().iterator().next());
    }
    return now;
  }
}
