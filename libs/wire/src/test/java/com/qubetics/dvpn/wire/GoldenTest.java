package com.qubetics.dvpn.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.wire.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What stands on the wire is what it was: each record's JSON is a file. A file that is missing is
/// written, to be read and committed.
final class GoldenTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden");

  /// As the services write.
  private static final JsonMapper SERVICES =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  static Stream<Map.Entry<String, Object>> samples() {
    return Samples.all().entrySet().stream();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void isWrittenAsEver(Map.Entry<String, Object> sample) throws IOException {
    Path file = GOLDEN.resolve(sample.getKey() + ".json");
    String written = SERVICES.writeValueAsString(sample.getValue()) + "\n";
    if (!Files.exists(file)) {
      Files.writeString(file, written);
    }

    assertThat(written).isEqualTo(Files.readString(file));
  }

  @ParameterizedTest
  @MethodSource("samples")
  void isReadByAgentsAndClients(Map.Entry<String, Object> sample) throws IOException {
    byte[] golden = Files.readAllBytes(GOLDEN.resolve(sample.getKey() + ".json"));

    Object read = Json.read(golden, sample.getValue().getClass());

    assertThat(read).isEqualTo(sample.getValue());
    assertThat((Object) SERVICES.readValue(Json.bytes(read), read.getClass())).isEqualTo(read);
  }

  @ParameterizedTest
  @MethodSource("samples")
  void isReadByThoseWhoDoNotKnowItsNewestMembers(Map.Entry<String, Object> sample) {
    JsonNode newer = SERVICES.valueToTree(sample.getValue());
    add(newer);

    assertThat((Object) Json.read(newer, sample.getValue().getClass()))
        .isEqualTo(sample.getValue());
  }

  @Test
  void hasNoFileOfWhatIsNoMore() throws IOException {
    Set<String> files = new TreeSet<>();
    try (Stream<Path> all = Files.list(GOLDEN)) {
      all.forEach(file -> files.add(file.getFileName().toString().replace(".json", "")));
    }

    assertThat(files).isEqualTo(Samples.all().keySet());
  }

  private static void add(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.forEachEntry(
          (name, value) -> {
            // Free in form: whoever reads it keeps what is new.
            if (!name.equals("details")) {
              add(value);
            }
          });
      object.putArray("ofALaterVersion").addObject().put("news", 1);
    } else if (node instanceof ArrayNode array) {
      array.forEach(GoldenTest::add);
    }
  }
}
