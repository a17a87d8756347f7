package com.qubetics.dvpn.agent.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.qubetics.dvpn.agent.link.Heartbeat;
import com.qubetics.dvpn.agent.link.HeartbeatAnswer;
import com.qubetics.dvpn.agent.link.NetworkFacts;
import com.qubetics.dvpn.agent.link.PeerResult;
import com.qubetics.dvpn.agent.link.PeersAnswer;
import com.qubetics.dvpn.agent.link.ProbeResult;
import com.qubetics.dvpn.agent.link.UsageItem;
import com.qubetics.dvpn.agent.link.UsageReceipt;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.node.ProbeAnswer;
import com.qubetics.dvpn.protocol.release.Release;
import com.qubetics.dvpn.protocol.release.Version;
import com.qubetics.dvpn.protocol.session.Ack;
import com.qubetics.dvpn.protocol.session.ClientConfig;
import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.session.Grant;
import com.qubetics.dvpn.protocol.session.Offer;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.session.TypedMessage;
import com.qubetics.dvpn.protocol.session.Usage;
import com.qubetics.dvpn.protocol.value.BootId;
import com.qubetics.dvpn.protocol.value.ByteCount;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Endpoint;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.Place;
import com.qubetics.dvpn.protocol.value.SessionId;
import com.qubetics.dvpn.protocol.value.SessionKey;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

final class JsonTest {
  private static final PrivateKey KEY = PrivateKey.parse("0x" + "01".repeat(32));
  private static final Domain DOMAIN = new Domain(9029, KEY.address());
  private static final NodeId NODE = new NodeId(KEY.address());
  private static final Bytes32 HASH = Bytes32.parse("0x" + "ab".repeat(32));
  private static final SessionId SESSION = new SessionId(HASH);
  private static final TunnelKey TUNNEL = new TunnelKey(HASH);
  private static final Endpoint ENDPOINT = Endpoint.parse("[2001:db8::7]:51820");
  private static final BootId BOOT = BootId.parse("0x" + "11".repeat(16));
  private static final ByteCount BYTES = new ByteCount(Long.MAX_VALUE);

  record Numbers(long whole, int small, double real, boolean truth, @Nullable String text) {}

  record Nested(Numbers numbers, List<Numbers> list) {}

  /// One of each record that goes to a service or comes from one.
  static Stream<Object> papers() {
    Signed<Ack> ack = signed(new Ack(HASH, BYTES, ByteCount.ZERO));
    return Stream.of(
        new PeersAnswer(
            1,
            2,
            true,
            List.of(
                new PeersAnswer.Put(
                    SESSION,
                    signed(
                        new Grant(new SessionKey(KEY.address()), NODE, TUNNEL, BYTES, 3, 4, HASH)),
                    "10.77.0.2",
                    ack,
                    BYTES),
                new PeersAnswer.Put(
                    SESSION,
                    signed(
                        new Grant(new SessionKey(KEY.address()), NODE, TUNNEL, BYTES, 3, 4, HASH)),
                    "10.77.0.3",
                    null)),
            List.of(SESSION)),
        PeerResult.installed(
            SESSION,
            signed(new Offer(SESSION, TUNNEL, HASH, HASH, 5)),
            new ClientConfig("10.77.0.2", "", 1420, ENDPOINT)),
        PeerResult.refused(SESSION, "GRANT_\"INVALID\"\n\u00e9\u2028"),
        new UsageItem(signed(new Usage(SESSION, NODE, BOOT, 6, BYTES, ByteCount.ZERO, 7)), true),
        new UsageReceipt(HASH, UsageReceipt.Outcome.ACKED, null, ack),
        new Heartbeat(
            "0.1.0",
            ENDPOINT,
            new Place("K\u00f6ln", "DE", 50.93, -6),
            BOOT,
            true,
            List.of("DRAINING"),
            false,
            8,
            9,
            10,
            11,
            12),
        new HeartbeatAnswer(
            "ACTIVE",
            List.of(),
            null,
            30,
            1,
            List.of(new HeartbeatAnswer.Assignment(1, NODE, ENDPOINT, HASH)),
            null),
        new ProbeResult(1, NODE, signed(new ProbeAnswer(NODE, 1, HASH)), 2100, true),
        new ProbeResult(1, NODE, null, 0, true),
        new NetworkFacts("devnet", 9029, KEY.address(), 1, 3600, 10, "10", "20", null),
        new Release(
            Version.parse("1.2.3"),
            "a.deb",
            HASH,
            1,
            Version.parse("1.0.0"),
            50,
            Instant.parse("2026-01-01T00:00:00Z"),
            Instant.parse("2026-02-01T00:00:00.5Z")));
  }

  private static <M extends TypedMessage> Signed<M> signed(M message) {
    return TypedMessage.sign(message, DOMAIN, KEY);
  }

  @ParameterizedTest
  @MethodSource("papers")
  void theServicesBindingReadsWhatTheAgentWrites(Object paper) {
    assertThat((Object) JsonMapper.shared().readValue(Json.bytes(paper), paper.getClass()))
        .isEqualTo(paper);
    assertThat((Object) JsonMapper.shared().readValue(Json.pretty(paper), paper.getClass()))
        .isEqualTo(paper);
  }

  @ParameterizedTest
  @MethodSource("papers")
  void theAgentReadsWhatTheServicesBindingWrites(Object paper) {
    byte[] json = JsonMapper.shared().writeValueAsBytes(paper);

    assertThat((Object) Json.read(json, paper.getClass())).isEqualTo(paper);
    assertThat((Object) Json.read(new String(json, StandardCharsets.UTF_8), paper.getClass()))
        .isEqualTo(paper);
  }

  @Test
  void passesOverWhatItDoesNotKnowAndTakesTheLaterOfTwo() {
    assertThat(
            Json.read(
                """
                {"new": {"whole": [1, {"a": 2}]}, "whole": 1, "small": 2, "whole": 3, "real": 1}
                """,
                Numbers.class))
        .isEqualTo(new Numbers(3, 2, 1, false, null));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      textBlock =
          """
          ''                                         | malformed (expected: an object)
          null                                       | null (expected: an object)
          {"list": []} {}                            | something follows its end
          {"list": [                                 | malformed (expected: JSON)
          {"list": {}}                               | list: malformed (expected: a list)
          {"list": [{}, null]}                       | list[1]: null (expected: an object)
          {"list": [{"whole": "1"}]}                 | list[0].whole: malformed (expected: a whole number of 64 bits)
          {"list": [{"whole": 1.0}]}                 | list[0].whole: malformed (expected: a whole number of 64 bits)
          {"list": [{"whole": 9223372036854775808}]} | list[0].whole: malformed (expected: a whole number of 64 bits)
          {"numbers": {"small": 2147483648}}         | numbers.small: malformed (expected: a whole number of 32 bits)
          {"numbers": {"real": "1"}}                 | numbers.real: malformed (expected: a number)
          {"numbers": {"real": 1e400}}               | numbers.real: malformed (expected: a number within the range of doubles)
          {"numbers": {"truth": 1}}                  | numbers.truth: malformed (expected: true or false)
          {"numbers": {"text": 1}}                   | numbers.text: malformed (expected: a text)
          """)
  void saysWhatIsWrongAndWhere(String json, String problem) {
    assertThatThrownBy(() -> Json.read(json, Nested.class))
        .isInstanceOf(JsonException.class)
        .hasMessage(problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      textBlock =
          """
          {"url": "a.deb"}                           | version: missing
          {"version": "1.2"}                         | version: malformed (expected: MAJOR.MINOR.PATCH)
          {"publishedAt": "yesterday"}               | publishedAt: malformed (expected: ISO 8601)
          """)
  void saysWhatARecordRefuses(String json, String problem) {
    assertThatThrownBy(() -> Json.read(json, Release.class))
        .isInstanceOf(JsonException.class)
        .hasMessage(problem);
  }

  @Test
  void refusesWhatIsNestedWithoutEnd() {
    assertThatThrownBy(() -> Json.read("{\"a\":" + "[".repeat(100_000), JsonObject.class))
        .isInstanceOf(JsonException.class);
  }

  @Test
  void keepsAnObjectThatItDoesNotKnowAsItWas() {
    String json =
        """
        {"b":{"c":[null,true,"\\u00e9\\n"]},"a":-1,"big":18446744073709551616,"real":1.5}""";
    JsonObject object = Json.read(json, JsonObject.class);

    assertThat(object.members())
        .containsEntry("a", -1L)
        .containsEntry("big", new BigInteger("18446744073709551616"))
        .containsEntry("real", 1.5);
    assertThat(Json.text(object)).isEqualTo(json.replace("\\u00e9", "\u00e9"));
    assertThat(object.with("a", "new").without("b").members()).containsOnlyKeys("a", "big", "real");
  }

  @Test
  void hasNoFormForWhatItDoesNotKnow() {
    assertThatThrownBy(() -> Json.bytes(Map.of("thread", Thread.currentThread())))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Thread");
  }
}
