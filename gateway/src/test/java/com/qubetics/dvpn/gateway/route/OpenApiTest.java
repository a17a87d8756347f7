package com.qubetics.dvpn.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Holds the published document against the routes and records that it is made of.
class OpenApiTest {
  private static final Path FILE = Path.of("src/main/resources/static/openapi.json");

  private static final String ANEW =
      "mvn -Dquick -pl gateway -am test -Dtest=OpenApiTest -Dsurefire.failIfNoSpecifiedTests=false"
          + " -Dopenapi.write";

  @Test
  void isWhatRoutesAndRecordsMakeOfIt() throws IOException {
    String made = Document.text();
    if (Boolean.getBoolean("openapi.write")) {
      Files.writeString(FILE, made);
    }

    assertThat(FILE).as("to write it anew: %s", ANEW).hasContent(made);
  }

  @Test
  void hasARowForEachRouteAndNoOther() {
    assertThat(Document.operations().keySet())
        .isEqualTo(RouteTable.routes().stream().map(Document::nameOf).collect(Collectors.toSet()));
  }

  @Test
  void refersToNothingThatIsNotThere() {
    JsonNode document = JsonMapper.shared().readTree(FILE.toFile());
    Set<String> missing = new TreeSet<>();
    Pattern.compile("\"\\$ref\":\"#([^\"]+)\"")
        .matcher(document.toString())
        .results()
        .map((MatchResult match) -> match.group(1))
        .filter(pointer -> document.at(pointer).isMissingNode())
        .forEach(missing::add);

    assertThat(missing).isEmpty();
  }
}
