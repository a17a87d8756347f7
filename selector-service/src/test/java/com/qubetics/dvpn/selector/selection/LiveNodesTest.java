package com.qubetics.dvpn.selector.selection;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.events.DirectoryEntry;
import com.qubetics.dvpn.events.Telemetry;
import com.qubetics.dvpn.protocol.node.NodeState;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Endpoint;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import com.qubetics.dvpn.selector.TestNodes;
import com.qubetics.dvpn.wire.selection.Rejection;
import com.qubetics.dvpn.wire.selection.Selection;
import com.qubetics.dvpn.wire.selection.SelectionRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;

class LiveNodesTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final SelectionRequest ANY = request("{}");

  private final LiveNodes live =
      new LiveNodes(
          Clock.fixed(NOW, ZoneOffset.UTC),
          new SelectorSettings(Duration.ofSeconds(90), Duration.ofHours(24)));

  @Test
  void offersAnActiveNodeWithFreshTelemetry() {
    live.put(entry(1, 1, NodeState.ACTIVE, true));
    live.put(telemetry(1, 1, NOW.minusSeconds(90), 3, false));

    Selection selection = select(ANY);

    assertThat(selection.candidates()).extracting(Selection.Choice::node).containsExactly(node(1));
    assertThat(selection.rejected()).isEmpty();
  }

  @Test
  void saysOfANodeThatIsFillingUpThatItIs() {
    live.put(entry(1, 1, NodeState.ACTIVE, true));
    live.put(telemetry(1, 1, NOW, 70, false));
    live.put(entry(2, 1, NodeState.ACTIVE, true));
    live.put(telemetry(2, 1, NOW, 69, false));

    List<Selection.Choice> candidates = select(ANY).candidates();

    assertThat(candidates).extracting(Selection.Choice::node).containsExactly(node(2), node(1));
    Selection.Reason filling = new Selection.Reason(Selection.Reason.Code.FILLING_UP, 1);
    assertThat(candidates.get(0).reasons()).doesNotContain(filling);
    assertThat(candidates.get(1).reasons()).contains(filling);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ACTIVE")
  void offersNoNodeInAnyOtherState(NodeState state) {
    live.put(entry(1, 1, state, true));
    live.put(telemetry(1, 1, NOW, 3, false));

    assertThat(rejections(ANY)).isEqualTo(Map.of(node(1), List.of(Rejection.NOT_ACTIVE)));
  }

  @Test
  void namesEveryReasonAgainstANode() {
    live.put(entry(1, 1, NodeState.ACTIVE, true));
    live.put(entry(2, 1, NodeState.ACTIVE, true));
    live.put(telemetry(2, 1, NOW.minusSeconds(91), 3, false));
    live.put(entry(3, 1, NodeState.ACTIVE, true));
    live.put(telemetry(3, 1, NOW, 3, true));
    live.put(entry(4, 1, NodeState.ACTIVE, true));
    live.put(telemetry(4, 1, NOW, 100, false));
    live.put(entry(5, 1, NodeState.REGISTERED, false));
    live.put(entry(6, 1, NodeState.ACTIVE, true));
    live.put(telemetry(6, 1, NOW, 3, false));
    live.put(entry(7, 1, NodeState.ACTIVE, true));
    live.put(telemetry(7, 1, NOW, 3, false));

    Map<NodeId, List<Rejection>> rejections =
        rejections(
            request(
                """
                {"countries":["FR"],"excludeNodes":["%s"],"excludeProviders":["%s"]}
                """
                    .formatted(node(6), TestNodes.provider(7))));

    assertThat(rejections)
        .containsEntry(node(1), List.of(Rejection.TELEMETRY_STALE, Rejection.COUNTRY_NOT_WANTED))
        .containsEntry(node(2), List.of(Rejection.TELEMETRY_STALE, Rejection.COUNTRY_NOT_WANTED))
        .containsEntry(node(3), List.of(Rejection.DRAINING, Rejection.COUNTRY_NOT_WANTED))
        .containsEntry(node(4), List.of(Rejection.FULL, Rejection.COUNTRY_NOT_WANTED))
        .containsEntry(
            node(5),
            List.of(Rejection.NOT_ACTIVE, Rejection.TELEMETRY_STALE, Rejection.NOT_LOCATED))
        .containsEntry(node(6), List.of(Rejection.COUNTRY_NOT_WANTED, Rejection.NODE_EXCLUDED))
        .containsEntry(node(7), List.of(Rejection.COUNTRY_NOT_WANTED, Rejection.PROVIDER_EXCLUDED))
        .hasSize(7);
  }

  @Test
  void keepsTheNewestVersionInWhateverOrderRecordsCome() {
    live.put(entry(1, 5, NodeState.JAILED, true));
    live.put(entry(1, 4, NodeState.ACTIVE, true));
    live.put(telemetry(1, 9, NOW, 3, true));
    live.put(telemetry(1, 8, NOW, 3, false));

    assertThat(rejections(ANY))
        .isEqualTo(Map.of(node(1), List.of(Rejection.NOT_ACTIVE, Rejection.DRAINING)));
  }

  @Test
  void namesTheSamePictureAlikeAndAnotherDifferently() {
    live.put(entry(1, 1, NodeState.ACTIVE, true));
    live.refresh();
    String first = live.current().orElseThrow().id();
    live.put(entry(1, 1, NodeState.ACTIVE, true));
    live.refresh();
    assertThat(live.current().orElseThrow().id()).isEqualTo(first);
    live.put(telemetry(1, 1, NOW, 3, false));
    live.refresh();
    assertThat(live.current().orElseThrow().id()).isNotEqualTo(first);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "began today, 23h, 0s, true",
    "began a day ago, 24h, 0s, false",
    "came back a minute ago after a blip, 72h, 90s, false",
    "was away for most of its days, 72h, 49h, true",
    "was away for some of its days, 72h, 48h, false"
  })
  void callsANodeANewcomerByTheTimeItWasActive(String name, String began, String away, boolean is) {
    live.put(
        entry(
            1,
            1,
            NodeState.ACTIVE,
            true,
            NOW.minus(Duration.parse("PT" + began)),
            Duration.parse("PT" + away).toMillis()));
    live.refresh();

    assertThat(newcomer()).isEqualTo(is);
  }

  @Test
  void callsNoNodeANewcomerOfWhichItDoesNotKnowWhenItBegan() {
    live.put(entry(1, 1, NodeState.ACTIVE, true, null, null));
    live.refresh();

    assertThat(newcomer()).isFalse();
  }

  private boolean newcomer() {
    return live.current().orElseThrow().candidates().getFirst().newcomer();
  }

  @Test
  void limitsHowManyRejectedAreNamedAndSaysHowManyThereAre() {
    for (int i = 1; i <= 150; i++) {
      live.put(entry(i, 1, NodeState.EXITED, true));
    }
    assertThat(select(ANY).rejected()).hasSize(Selector.MAX_REJECTED);
    assertThat(select(ANY).rejectedInAll()).isEqualTo(150);
  }

  private Selection select(SelectionRequest request) {
    live.refresh();
    return Selector.select(live.current().orElseThrow(), request, TestNodes.seed(1));
  }

  private Map<NodeId, List<Rejection>> rejections(SelectionRequest request) {
    Selection selection = select(request);
    assertThat(selection.candidates()).isEmpty();
    return selection.rejected().stream()
        .collect(Collectors.toMap(rejected -> rejected.node(), rejected -> rejected.reasons()));
  }

  private static SelectionRequest request(String wishes) {
    JsonMapper json = JsonMapper.shared();
    var all = json.readTree("{\"near\":{\"latitude\":52.5,\"longitude\":13.4}}").asObject();
    all.setAll(json.readTree(wishes).asObject());
    return json.treeToValue(all, SelectionRequest.class);
  }

  private static NodeId node(int number) {
    return TestNodes.id(number);
  }

  private static DirectoryEntry entry(int number, long version, NodeState state, boolean located) {
    return entry(number, version, state, located, NOW.minus(Duration.ofDays(3)), 0L);
  }

  private static DirectoryEntry entry(
      int number,
      long version,
      NodeState state,
      boolean located,
      @Nullable Instant firstActiveAt,
      @Nullable Long awayMillis) {
    @Nullable Endpoint endpoint = located ? Endpoint.parse("198.51.100.7:51820") : null;
    return new DirectoryEntry(
        node(number),
        version,
        TestNodes.provider(number),
        new TunnelKey(TestNodes.seed(number)),
        Bytes32.ZERO,
        endpoint,
        located ? TestNodes.FRANKFURT : null,
        state,
        List.of(),
        "0.1.0",
        TokenAmount.ZERO,
        NOW.minusSeconds(60),
        firstActiveAt,
        awayMillis);
  }

  private static Telemetry telemetry(
      int number, long version, Instant at, int peers, boolean draining) {
    return new Telemetry(
        node(number), version, at, peers, 100, 0, 0, 250_000, 10_000, 1830L, 0, draining);
  }
}
