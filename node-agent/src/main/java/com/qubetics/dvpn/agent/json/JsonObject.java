package com.qubetics.dvpn.agent.json;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A JSON object whose members this version need not know; in their order.
///
/// @param members texts, booleans, numbers (long, BigInteger or double), lists and objects of
///   these, nulls
public record JsonObject(Map<String, @Nullable Object> members) {
  public static final JsonObject EMPTY = new JsonObject(Map.of());

  public JsonObject {
    members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
  }

  public Optional<String> text(String name) {
    return members.get(name) instanceof String text ? Optional.of(text) : Optional.empty();
  }

  /// @param otherwise what it is if there is no such member, or no whole number of 64 bits in it
  public long number(String name, long otherwise) {
    return members.get(name) instanceof Long number ? number : otherwise;
  }

  /// The objects in a list; none if there is no such list.
  public List<JsonObject> objects(String name) {
    List<JsonObject> objects = new ArrayList<>();
    if (members.get(name) instanceof List<?> list) {
      for (Object element : list) {
        if (element instanceof JsonObject object) {
          objects.add(object);
        }
      }
    }
    return objects;
  }

  public boolean has(String name) {
    return members.containsKey(name);
  }

  /// In the member's old place if there was one, else at the end.
  public JsonObject with(String name, @Nullable Object value) {
    Map<String, @Nullable Object> changed = new LinkedHashMap<>(members);
    changed.put(name, value);
    return new JsonObject(changed);
  }

  /// With all of the other's members.
  public JsonObject with(JsonObject other) {
    Map<String, @Nullable Object> changed = new LinkedHashMap<>(members);
    changed.putAll(other.members);
    return new JsonObject(changed);
  }

  public JsonObject without(String name) {
    Map<String, @Nullable Object> changed = new LinkedHashMap<>(members);
    changed.remove(name);
    return new JsonObject(changed);
  }
}
