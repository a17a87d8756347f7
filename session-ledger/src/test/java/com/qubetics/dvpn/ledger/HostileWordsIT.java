package com.qubetics.dvpn.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.http.HostileWords;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

class HostileWordsIT {
  private final RunningLedger ledger = RunningLedger.shared();

  @Test
  void refusesEveryWrongWordByTheFieldsNameAndChangesNothing() throws InterruptedException {
    assertThat(ledger.words().faults(HostileWords.tables(ledger.bean(DataSource.class)))).isEmpty();
  }
}
