package com.qubetics.dvpn.agent.setup;

import com.qubetics.dvpn.agent.peer.Doubt;
import java.util.List;
import java.util.Optional;

/// Who notices, while the node serves, that what a check found well is so no more, and by which
/// codes it is told. Every [Finding.Check] has one: what setup proves once is worth nothing a day
/// later.
///
/// @param by whose look it is
/// @param codes in heartbeat, status and doctor; empty if nobody looks, or nothing follows from it
/// @param why in a few words, how it is seen or why nobody needs to look
record Watch(By by, List<String> codes, String why) {

  enum By {
    /// [HostWatch], every few seconds, by the judgement of the check itself.
    HOST,
    /// Another duty of the agent.
    AGENT,
    /// The registry's probes and the watchers' blind sessions.
    OUTSIDE,
    NOBODY
  }

  Watch {
    codes = List.copyOf(codes);
    if (by == By.HOST && codes.size() != 1) {
      throw new IllegalArgumentException("watch: codes (expected: one doubt)");
    }
  }

  static Watch host(Doubt doubt) {
    return new Watch(By.HOST, List.of(doubt.name()), "judged anew every few seconds");
  }

  static Watch agent(String why, Doubt... doubts) {
    return new Watch(By.AGENT, List.of(doubts).stream().map(Doubt::name).toList(), why);
  }

  static Watch link(String code, String why) {
    return new Watch(By.AGENT, List.of(code), why);
  }

  static Watch outside(String why, String... codes) {
    return new Watch(By.OUTSIDE, List.of(codes), why);
  }

  static Watch nobody(String why) {
    return new Watch(By.NOBODY, List.of(), why);
  }

  /// The doubt that [HostWatch] raises; empty if it does not look.
  Optional<Doubt> doubt() {
    return by == By.HOST ? Optional.of(Doubt.valueOf(codes.getFirst())) : Optional.empty();
  }
}
