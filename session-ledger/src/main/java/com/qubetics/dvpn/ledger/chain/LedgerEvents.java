package com.qubetics.dvpn.ledger.chain;

import com.qubetics.dvpn.chain.ChainEventHandler;
import com.qubetics.dvpn.chain.ConfirmedEvent;
import com.qubetics.dvpn.evm.ChainEvent;
import com.qubetics.dvpn.ledger.allowance.Allowances;
import com.qubetics.dvpn.ledger.epoch.EpochOpenings;
import com.qubetics.dvpn.protocol.value.Seal;
import java.math.BigInteger;
import org.springframework.stereotype.Component;

/// The confirmed events that concern the ledger: passes bought, and its own anchors.
@Component
public final class LedgerEvents implements ChainEventHandler {
  /// 2^60 bytes: what an account owns at most, however many it buys.
  private static final BigInteger MOST_MEBIBYTES = BigInteger.TWO.pow(40);

  private final Allowances allowances;
  private final EpochOpenings openings;

  public LedgerEvents(Allowances allowances, EpochOpenings openings) {
    this.allowances = allowances;
    this.openings = openings;
  }

  @Override
  public void on(ConfirmedEvent confirmed) {
    ChainEvent event = confirmed.event();
    if (event instanceof ChainEvent.PassBought bought) {
      allowances.addPass(
          bought.account(),
          bought.mebibytes().min(MOST_MEBIBYTES).longValueExact(),
          bought.paid(),
          confirmed.transaction(),
          confirmed.logIndex(),
          confirmed.block());
    } else if (event instanceof ChainEvent.Anchored anchored
        && anchored.kind() == Seal.Kind.SESSIONS) {
      openings.anchored(anchored.epoch().longValueExact(), anchored.root(), confirmed.block());
    }
  }

  @Override
  public void undo(ConfirmedEvent confirmed) {
    ChainEvent event = confirmed.event();
    if (event instanceof ChainEvent.PassBought bought) {
      allowances.removePass(bought.account(), confirmed.transaction(), confirmed.logIndex());
    } else if (event instanceof ChainEvent.Anchored anchored
        && anchored.kind() == Seal.Kind.SESSIONS) {
      openings.anchorTakenBack(anchored.epoch().longValueExact(), anchored.root());
    }
  }
}
