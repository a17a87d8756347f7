package com.qubetics.dvpn.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.session.Usage;
import com.qubetics.dvpn.protocol.value.SessionId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// The names and kinds of values in every answer, as docs/protocol.md section 8 has them.
class JsonFormsIT {
  private final RunningLedger ledger = RunningLedger.shared();

  @Test
  void answersInTheFormsOfTheProtocol() throws IOException {
    Map<String, JsonNode> forms = new LinkedHashMap<>();
    TestUser user = ledger.user();
    TestNode silent = ledger.node();
    try (TestNode node = ledger.node().serving()) {
      forms.put("POST sessions", user.open(user.request(silent, node)).json());
      SessionId session = SessionId.parse(forms.get("POST sessions").get("sessionId").asString());
      node.close();
      forms.put("GET usage before any", user.newestUsage(session, "", 0).json());
      Signed<Usage> usage = node.usage(session, 1, 10, 20);
      forms.put("POST agent usage", node.state(usage, node.usage(session, 2, 9, 1)).json());
      forms.put("GET usage", user.newestUsage(session, "", 0).json());
      forms.put("POST acks", user.post(session, user.ack(usage)).json());
      forms.put("POST agent usage again", node.state(usage).json());
      forms.put("GET agent peers", node.peers("").json());
      forms.put("POST agent peers results", node.removed(session.toString()).json());
      forms.put("GET session", user.call("GET", "/api/v1/sessions/" + session, null).json());
      forms.put("GET sessions", user.call("GET", "/api/v1/sessions?limit=1", null).json());
      forms.put("GET allowance", user.call("GET", "/api/v1/allowance", null).json());
      forms.put("problem", user.newestUsage(SessionId.parse("0x" + "ab".repeat(32)), "", 0).json());
    }
    ObjectNode shapes = JsonMapper.shared().createObjectNode();
    forms.forEach((name, form) -> shapes.set(name, shape(form)));
    String actual = JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(shapes);
    assertThat(actual).isEqualToIgnoringNewLines(golden());
  }

  private static JsonNode shape(JsonNode value) {
    if (value.isObject()) {
      ObjectNode shape = JsonMapper.shared().createObjectNode();
      value.properties().forEach(entry -> shape.set(entry.getKey(), shape(entry.getValue())));
      return shape;
    }
    if (value.isArray()) {
      var shape = JsonMapper.shared().createArrayNode();
      value.forEach(element -> shape.add(shape(element)));
      return shape;
    }
    String text = value.isString() ? value.asString() : "";
    String kind =
        !value.isString()
            ? value.getNodeType().name().toLowerCase(java.util.Locale.ROOT)
            : text.matches("0x[0-9a-fA-F]+")
                ? "0x " + (text.length() / 2 - 1) + " bytes"
                : text.matches("[0-9-]{10}T[0-9:.]+Z")
                    ? "time"
                    : text.matches("[0-9]+") ? "digits" : text;
    return StringNode.valueOf(kind);
  }

  private static String golden() throws IOException {
    try (InputStream file =
        Objects.requireNonNull(JsonFormsIT.class.getResourceAsStream("/golden/forms.json"))) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8).strip();
    }
  }
}
