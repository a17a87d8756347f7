package com.qubetics.dvpn.simulation;

import com.qubetics.dvpn.epoch.MeasuredFile;
import com.qubetics.dvpn.epoch.MeasuredRow;
import com.qubetics.dvpn.epoch.Outcome;
import com.qubetics.dvpn.epoch.PaidFile;
import com.qubetics.dvpn.epoch.PaidRow;
import com.qubetics.dvpn.epoch.PerformanceFile;
import com.qubetics.dvpn.epoch.PerformanceRow;
import com.qubetics.dvpn.epoch.RuleSet1;
import com.qubetics.dvpn.epoch.RuleSet2;
import com.qubetics.dvpn.epoch.SessionFile;
import com.qubetics.dvpn.epoch.SessionRow;
import com.qubetics.dvpn.epoch.Terms;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The rule sets of the network, each with what it is fed.
enum Rules {
  /// Believes what nodes state; knows no watchers and no penalties.
  FIRST {
    @Override
    Outcome pay(long epoch, List<Seen> seen, Wash wash, Terms terms) {
      List<SessionRow> sessions = new ArrayList<>();
      List<PerformanceRow> rows = new ArrayList<>();
      @Nullable Seen first = firstCheat(seen);
      for (Seen of : seen) {
        Wash own = of.equals(first) ? wash : Wash.NONE;
        sessions.add(session(of, of.passMib() + own.passMib(), of.promoMib() + own.promoMib()));
        rows.add(
            new PerformanceRow(
                of.player().node(),
                of.player().provider(),
                new TokenAmount(of.deposit()),
                of.present(),
                Math.min(of.up(), of.present()),
                of.player().conduct().statedKbit(),
                of.deductions(),
                of.player().group().prefix()));
      }
      return RuleSet1.apply(
          new SessionFile(epoch, 0, sessions), new PerformanceFile(epoch, rows), terms);
    }
  },
  SECOND {
    @Override
    Outcome pay(long epoch, List<Seen> seen, Wash wash, Terms terms) {
      List<PaidRow> sessions = new ArrayList<>();
      List<MeasuredRow> rows = new ArrayList<>();
      @Nullable Seen first = firstCheat(seen);
      for (Seen of : seen) {
        Wash own = of.equals(first) ? wash : Wash.NONE;
        BigInteger users = Economy.times(terms.pricePerMib().baseUnits(), of.passMib());
        sessions.add(
            new PaidRow(
                session(of, of.passMib() + own.passMib(), of.promoMib() + own.promoMib()),
                new TokenAmount(users.add(own.paid()))));
        rows.add(
            new MeasuredRow(
                of.player().node(),
                of.player().provider(),
                new TokenAmount(of.deposit()),
                Economy.SLOTS,
                of.up(),
                of.capacityKbit(),
                of.blind(),
                of.deductions(),
                of.player().group(),
                List.of()));
      }
      return RuleSet2.apply(
          new PaidFile(epoch, TokenAmount.ZERO, sessions),
          new MeasuredFile(epoch, Economy.SLOTS, rows),
          terms);
    }
  };

  /// @param wash what the cheat's clients sign at its first node
  abstract Outcome pay(long epoch, List<Seen> seen, Wash wash, Terms terms);

  private static @Nullable Seen firstCheat(List<Seen> seen) {
    return seen.stream().filter(one -> one.player().cheats()).findFirst().orElse(null);
  }

  private static SessionRow session(Seen of, long passMib, long promoMib) {
    return new SessionRow(
        of.player().node(),
        of.player().pseudonym(),
        passMib + promoMib,
        passMib,
        promoMib,
        of.player().pseudonym());
  }
}
