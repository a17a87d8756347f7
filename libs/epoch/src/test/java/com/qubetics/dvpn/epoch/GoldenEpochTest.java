package com.qubetics.dvpn.epoch;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// One epoch byte for byte, as published: whoever changes what it pays, or a file's form, changes
/// it knowingly, and the rule set's hash with it.
class GoldenEpochTest {
  private static final Path GOLDEN = Path.of("src/test/vectors/golden");

  @Test
  void paysTheGoldenEpochToTheLastUnit() throws IOException {
    SessionFile sessions = SessionFile.parse(golden("sessions"));
    PerformanceFile performance = PerformanceFile.parse(golden("performance"));
    RewardFile rewards =
        RewardFile.compute(
            Optional.empty(),
            sessions,
            performance,
            TokenAmount.parse("976562500000001"),
            TokenAmount.ofTics("1"),
            new RewardFile.Vault(9029, Address.parse("0x" + "ee".repeat(20))));

    assertThat(rewards.text()).isEqualTo(golden("rewards"));
    assertThat(RewardFile.parse(golden("rewards"))).isEqualTo(rewards);
  }

  @Test
  void hasTheGoldenHash() {
    assertThat(RuleSet1.hash())
        .hasToString("0x946d27599091e3c3def936d2cbffd91166dd800ce7d721ba1587340739859088");
  }

  @Test
  void paysTheGoldenEpochOfRuleSetTwoToTheLastUnit() throws IOException {
    RewardFile rewards =
        RewardFile.compute(
            Optional.of(RewardFile.parse(golden("rewards"))),
            PaidFile.parse(golden("sessions-3")),
            MeasuredFile.parse(golden("performance-3")),
            TokenAmount.parse("976562500000001"),
            TokenAmount.ofTics("1"),
            TokenAmount.ofTics("0.9"),
            new RewardFile.Vault(9029, Address.parse("0x" + "ee".repeat(20))));

    assertThat(rewards.text()).isEqualTo(golden("rewards-3"));
    assertThat(RewardFile.parse(golden("rewards-3"))).isEqualTo(rewards);
  }

  @Test
  void hasTheGoldenHashOfRuleSetTwo() {
    assertThat(RuleSet2.hash())
        .hasToString("0x8f318e1f642d701f302e74447c0fa1e93c84ef0c9208420d79e316cd7a6071fc");
  }

  private static String golden(String name) throws IOException {
    return Files.readString(GOLDEN.resolve(name + ".txt"));
  }
}
