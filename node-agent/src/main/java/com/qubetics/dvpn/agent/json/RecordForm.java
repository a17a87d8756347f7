package com.qubetics.dvpn.agent.json;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// An object with a member for each of a record's components, by their names.
final class RecordForm implements Form {
  private final Constructor<?> constructor;
  private final Form[] forms;
  private final @Nullable Object[] missing;
  private final Map<String, Integer> places = new HashMap<>();

  /// @param arguments of the record's type parameters, if it has any
  RecordForm(Class<?> type, Type... arguments) {
    List<? extends TypeVariable<?>> parameters = List.of(type.getTypeParameters());
    RecordComponent[] components = type.getRecordComponents();
    forms = new Form[components.length];
    missing = new Object[components.length];
    Class<?>[] types = new Class<?>[components.length];
    for (int i = 0; i < components.length; i++) {
      types[i] = components[i].getType();
      places.put(components[i].getName(), i);
      missing[i] = Forms.missing(types[i]);
      Type declared = components[i].getGenericType();
      int parameter = declared instanceof TypeVariable ? parameters.indexOf(declared) : -1;
      forms[i] = Forms.of(parameter < 0 ? declared : arguments[parameter]);
    }
    try {
      constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException("every record has it", e);
    }
  }

  @Override
  public Object read(JsonParser at) {
    if (at.currentToken() != JsonToken.START_OBJECT) {
      throw Json.unexpected(at.currentToken(), "an object");
    }
    @Nullable Object[] values = Arrays.copyOf(missing, missing.length);
    for (String name = at.nextName(); name != null; name = at.nextName()) {
      Integer place = places.get(name);
      if (place == null) {
        at.nextToken();
        at.skipChildren();
      } else if (at.nextToken() == JsonToken.VALUE_NULL) {
        values[place] = missing[place];
      } else {
        values[place] = Forms.read(forms[place], at, name);
      }
    }
    return made(values);
  }

  private Object made(@Nullable Object[] values) {
    try {
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      throw refused(e.getCause());
    } catch (InstantiationException | IllegalAccessException e) {
      throw new IllegalStateException("every record can be made", e);
    }
  }

  /// A constructor that lacks something says its name, by `requireNonNull`, or stumbles.
  private JsonException refused(@Nullable Throwable cause) {
    if (cause instanceof Error error) {
      throw error;
    }
    if (cause instanceof NullPointerException e) {
      boolean isNamed = e.getMessage() != null && places.containsKey(e.getMessage());
      return new JsonException(isNamed ? e.getMessage() + ": missing" : "incomplete", cause);
    }
    return Forms.refused(cause);
  }
}
