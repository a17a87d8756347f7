package com.qubetics.dvpn.place;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SystemZoneTest {
  @TempDir private Path etc;

  private String name(Map<String, String> environment) {
    return new SystemZone(environment, etc).name();
  }

  @ParameterizedTest
  @CsvSource({
    "Europe/Oslo, Europe/Oslo",
    ":Europe/Oslo, Europe/Oslo",
    ":/usr/share/zoneinfo/Europe/Oslo, Europe/Oslo",
    "/usr/share/zoneinfo/right/America/Argentina/Ushuaia, America/Argentina/Ushuaia",
    "CET-1CEST, CET-1CEST",
    "UTC, UTC",
  })
  void isWhatTheVariableSays(String text, String zone) throws IOException {
    Files.createSymbolicLink(etc.resolve("localtime"), Path.of("/usr/share/zoneinfo/Asia/Tokyo"));
    assertThat(name(Map.of("TZ", text))).isEqualTo(zone);
  }

  @ParameterizedTest
  @CsvSource({
    "/usr/share/zoneinfo/Europe/Berlin, Europe/Berlin",
    "../usr/share/zoneinfo/Europe/Berlin, Europe/Berlin",
    "/usr/share/zoneinfo/posix/Etc/UTC, Etc/UTC",
    "/nix/store/abc-tzdata-2025b/share/zoneinfo/Europe/Berlin, Europe/Berlin",
  })
  void isWhatLocaltimeLinksTo(String target, String zone) throws IOException {
    Files.createSymbolicLink(etc.resolve("localtime"), Path.of(target));
    Files.writeString(etc.resolve("timezone"), "Asia/Tokyo\n");
    assertThat(name(Map.of("TZ", ""))).isEqualTo(zone);
  }

  @Test
  void isTheLineOfTheFileWhereLocaltimeIsACopy() throws IOException {
    Files.write(etc.resolve("localtime"), new byte[] {'T', 'Z', 'i', 'f'});
    Files.writeString(etc.resolve("timezone"), "# set by hand\n\nAmerica/Lima\n");
    assertThat(name(Map.of())).isEqualTo("America/Lima");
  }

  @Test
  void isJavasWhereTheHostSaysNothing() {
    assertThat(name(Map.of())).isEqualTo(ZoneId.systemDefault().getId());
  }
}
