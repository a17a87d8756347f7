package com.qubetics.dvpn.agent.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.qubetics.dvpn.agent.json.Json;
import com.qubetics.dvpn.agent.json.JsonObject;
import com.qubetics.dvpn.agent.link.LinkException;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.NodeId;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EarningsReportTest {
  private static final String ADDRESS = "0xd36f47d8ab72e42b672ffb69de1085a970d9aa38";

  @Test
  void tellsTheSumsOfAllPeriodsAndNotOfThePageThatItGot() throws Exception {
    EarningsReport report =
        report(
            """
            {"earned":"500","claimed":"20","claimable":"470","nextCursor":"61",
             "periods":[{"period":62,"cumulative":"15","claimed":"5","claimable":"10"}]}
            """);
    assertThat(report.earned()).hasToString("500");
    assertThat(report.claimed()).hasToString("20");
    assertThat(report.claimable()).hasToString("470");
  }

  @Test
  void refusesAnAnswerWithoutSums() {
    assertThatThrownBy(() -> report("{\"periods\":[]}")).isInstanceOf(LinkException.class);
  }

  private static EarningsReport report(String answer) throws LinkException {
    return EarningsReport.of(
        NodeId.parse(ADDRESS),
        Account.parse(ADDRESS),
        List.of(),
        Json.read(answer, JsonObject.class));
  }
}
