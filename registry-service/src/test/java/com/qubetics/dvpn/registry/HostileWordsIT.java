package com.qubetics.dvpn.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.http.HostileWords;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

class HostileWordsIT extends ProviderStage {
  @Autowired DataSource database;

  @Test
  void refusesEveryWrongWordByTheFieldsNameAndChangesNothing() throws InterruptedException {
    assertThat(words().faults(HostileWords.tables(database, "chain_position", "chain_block")))
        .isEmpty();
  }
}
