package com.qubetics.dvpn.selector.selection;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.selector.TestNodes;
import com.qubetics.dvpn.selector.candidate.Load;
import com.qubetics.dvpn.selector.candidate.Snapshot;
import com.qubetics.dvpn.wire.selection.Selection;
import com.qubetics.dvpn.wire.selection.SelectionRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class GoldenTest {
  private static final JsonMapper JSON = JsonMapper.shared();

  @Test
  void answersTheGoldenRequestWithTheGoldenAnswer() throws IOException {
    Snapshot snapshot =
        Snapshot.of(
            List.of(
                TestNodes.node(1, TestNodes.FRANKFURT, TestNodes.busy(20)),
                TestNodes.node(2, TestNodes.PARIS, TestNodes.load()),
                TestNodes.node(3, TestNodes.SYDNEY, TestNodes.load()),
                TestNodes.node(
                    4, TestNodes.FRANKFURT, new Load(1, 1, 100, 0, 9, 10_000, 0, true))));
    SelectionRequest request = JSON.treeToValue(golden("request.json"), SelectionRequest.class);

    Selection selection =
        Selector.select(snapshot, request, Objects.requireNonNull(request.seed()));

    assertThat(JSON.valueToTree(selection).toPrettyString())
        .isEqualTo(golden("answer.json").toPrettyString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"near\":{\"latitude\":91,\"longitude\":0}}",
        "{\"near\":{\"latitude\":1}}",
        "{\"near\":{\"latitude\":0,\"longitude\":0},\"limit\":0}",
        "{\"near\":{\"latitude\":0,\"longitude\":0},\"limit\":13}",
        "{\"near\":{\"latitude\":0,\"longitude\":0},\"countries\":[\"de\"]}",
        "{\"near\":{\"latitude\":0,\"longitude\":0},\"seed\":\"0x01\"}"
      })
  void refusesARequestThatMakesNoSense(String request) {
    assertThat(
            org.assertj.core.api.Assertions.catchThrowable(
                () -> JSON.readValue(request, SelectionRequest.class)))
        .isInstanceOf(JacksonException.class);
  }

  private static JsonNode golden(String name) throws IOException {
    try (InputStream in = GoldenTest.class.getResourceAsStream("/golden/" + name)) {
      return JSON.readTree(in);
    }
  }
}
