package com.qubetics.dvpn.wire.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.qubetics.dvpn.protocol.release.Release;
import com.qubetics.dvpn.wire.agent.UsageReceipt;
import com.qubetics.dvpn.wire.reward.PublicEpoch;
import com.qubetics.dvpn.wire.reward.Rewards;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JsonTest {
  record Numbers(long whole, int small, double real, boolean truth, @Nullable String text) {}

  record Nested(Numbers numbers, List<Numbers> list) {}

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

  @Test
  void readsAWordThatItDoesNotKnowAsUnknown() {
    String hash = "0x" + "ab".repeat(32);

    assertThat(
            Json.read(
                    "{\"usageHash\": \"%s\", \"outcome\": \"FRAMED\"}".formatted(hash),
                    UsageReceipt.class)
                .outcome())
        .isEqualTo(UsageReceipt.Outcome.UNKNOWN);
    assertThat(Json.read("{\"state\": \"BETTER\"}", PublicEpoch.class).state())
        .isEqualTo(PublicEpoch.State.UNKNOWN);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      textBlock =
          """
          ''                                         | malformed (expected: another JSON type)
          null                                       | null (expected: an object)
          {"list": []} {}                            | malformed (expected: another JSON type)
          {"list": [                                 | list: malformed (expected: JSON)
          {"list": {}}                               | list: malformed (expected: a list)
          {"list": [{"whole": "1"}]}                 | list[0].whole: malformed (expected: a whole number)
          {"list": [{"whole": 1.0}]}                 | list[0].whole: malformed (expected: a whole number)
          {"list": [{"whole": 9223372036854775808}]} | list[0].whole: out of range
          {"numbers": {"small": 2147483648}}         | numbers.small: out of range
          {"numbers": {"real": "1"}}                 | numbers.real: malformed (expected: a number)
          {"numbers": {"truth": 1}}                  | numbers.truth: malformed (expected: true or false)
          {"numbers": {"text": 1}}                   | numbers.text: malformed (expected: another JSON type)
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
  void refusesRewardsWithoutTheirSums() {
    assertThatThrownBy(() -> Json.read("{\"periods\": []}", Rewards.class))
        .hasMessage("earned: missing");
  }

  @Test
  void refusesWhatIsNestedWithoutEnd() {
    assertThatThrownBy(() -> Json.read("{\"a\":" + "[".repeat(100_000), Map.class))
        .isInstanceOf(JsonException.class);
  }
}
