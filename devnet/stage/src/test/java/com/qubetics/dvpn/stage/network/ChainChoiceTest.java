package com.qubetics.dvpn.stage.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.qubetics.dvpn.stage.StageException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChainChoiceTest {
  @TempDir Path folder;

  private Layout layout;

  @BeforeEach
  void create() {
    layout = new Layout(folder, folder.resolve("devnet"));
    layout.create();
  }

  @Test
  void isAnvilUnlessAnotherIsNamed() {
    assertThat(ChainChoice.make(layout, null)).isEqualTo(ChainChoice.ANVIL);
  }

  @Test
  void staysWhatItWasAtTheFirstStart() {
    ChainChoice.make(layout, "qubetics-like");
    assertThat(ChainChoice.make(layout, null)).isEqualTo(ChainChoice.QUBETICS_LIKE);
    assertThat(ChainChoice.make(layout, "qubetics-like")).isEqualTo(ChainChoice.QUBETICS_LIKE);
    assertThat(ChainChoice.of(layout)).isEqualTo(ChainChoice.QUBETICS_LIKE);
    assertThatThrownBy(() -> ChainChoice.make(layout, "anvil"))
        .isInstanceOf(StageException.class)
        .hasMessageContaining("is on qubetics-like: ./dev down --wipe");
  }

  @Test
  void takesDataOfBeforeTheChoiceForAnvils() throws Exception {
    Files.writeString(layout.networkFile(), "{}");
    assertThatThrownBy(() -> ChainChoice.make(layout, "qubetics-like"))
        .hasMessageContaining("is on anvil");
    assertThat(ChainChoice.make(layout, null)).isEqualTo(ChainChoice.ANVIL);
  }

  @Test
  void saysWhichThereAre() {
    assertThatThrownBy(() -> ChainChoice.make(layout, "geth"))
        .hasMessage("--chain geth (expected: anvil or qubetics-like)");
  }
}
