package com.qubetics.dvpn.agent.host;

import com.qubetics.dvpn.wire.json.Json;
import com.qubetics.dvpn.wire.json.JsonException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// What setup has changed, the oldest first, as it is kept: `{"made": [{"change": {"kind": …},
/// "before": …}]}`. The name of a kind and its components stay what they are once a version with
/// them was released.
record RecordedChanges(List<Made> made) {
  private static final Map<String, Class<? extends HostChange>> KINDS =
      Map.of(
          "sysctl", SysctlSet.class,
          "folder", FolderMade.class,
          "file", FileWritten.class,
          "nft-table", NftTable.class,
          "unit", UnitEnabled.class,
          "docker-user-rule", IptablesRule.class,
          "ufw-route", UfwRoute.class,
          "firewalld-policy", FirewalldPolicy.class);

  /// @param before what the place held before the first setup; null: nothing
  record Made(HostChange change, @Nullable String before) {}

  private record Kept(ObjectNode change, @Nullable String before) {
    private Kept {
      Objects.requireNonNull(change, "change");
    }
  }

  private record Contents(List<Kept> made) {
    private Contents {
      Objects.requireNonNull(made, "made");
    }
  }

  RecordedChanges {
    made = List.copyOf(made);
  }

  /// @throws JsonException if it is no such text
  static RecordedChanges parse(byte[] json) {
    List<Made> made = new ArrayList<>();
    for (Kept kept : Json.read(json, Contents.class).made()) {
      made.add(new Made(change(kept.change()), kept.before()));
    }
    return new RecordedChanges(made);
  }

  private static HostChange change(ObjectNode kept) {
    Class<? extends HostChange> kind = KINDS.get(kept.path("kind").asString(""));
    if (kind == null) {
      throw new JsonException("kind: unknown to this version");
    }
    return Json.read(kept, kind);
  }

  String json() {
    List<Kept> kept = new ArrayList<>();
    for (Made one : made) {
      kept.add(new Kept(kept(one.change()), one.before()));
    }
    return Json.pretty(new Contents(kept)) + "\n";
  }

  private static ObjectNode kept(HostChange change) {
    String kind =
        KINDS.entrySet().stream()
            .filter(named -> named.getValue() == change.getClass())
            .findFirst()
            .orElseThrow()
            .getKey();
    ObjectNode named = Json.tree(Map.of("kind", kind));
    named.setAll(Json.tree(change));
    return named;
  }
}
