package com.qubetics.dvpn.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.protocol.value.Seal;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoldenRecordsTest {

  @ParameterizedTest
  @CsvSource({
    "directory-entry-full, NODE_DIRECTORY",
    "directory-entry-new, NODE_DIRECTORY",
    "directory-entry-without-age, NODE_DIRECTORY",
    "telemetry, NODE_TELEMETRY",
    "session-event, SESSION_EVENTS",
    "epoch-sealed, EPOCH_SEALED",
    "rewards-published, REWARDS_PUBLISHED"
  })
  void writesEachRecordAsItsGoldenFileHasIt(String file, Topic topic) throws IOException {
    String golden = golden(file);

    Object record = EventJson.MAPPER.readValue(golden, topic.type());

    assertThat(EventJson.MAPPER.readTree(EventJson.MAPPER.writeValueAsString(record)))
        .isEqualTo(EventJson.MAPPER.readTree(golden));
  }

  @Test
  void readsRecordsOfLaterVersionsThatHaveMoreFields() {
    String later =
        """
        {"epoch":7,"version":1,"kind":"SESSIONS","leaves":0,"total":"0","news":[1],
         "root":"0x0404040404040404040404040404040404040404040404040404040404040404",
         "dataHash":"0x0505050505050505050505050505050505050505050505050505050505050505"}""";

    assertThat(EventJson.MAPPER.readValue(later, Seal.class).kind()).isEqualTo(Seal.Kind.SESSIONS);
  }

  private static String golden(String name) throws IOException {
    try (InputStream in =
        GoldenRecordsTest.class.getResourceAsStream("/golden/" + name + ".json")) {
      return new String(Objects.requireNonNull(in, name).readAllBytes());
    }
  }
}
