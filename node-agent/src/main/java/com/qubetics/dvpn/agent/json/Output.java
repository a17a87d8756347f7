package com.qubetics.dvpn.agent.json;

import com.qubetics.dvpn.protocol.value.ByteCount;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/// Writes values in the forms that [Forms] reads.
final class Output {
  private static final Map<Class<?>, Method[]> ACCESSORS = new ConcurrentHashMap<>();

  private Output() {}

  // Tests of types one by one: a switch over patterns has a class made at run time.
  static void write(JsonGenerator out, @Nullable Object value) {
    if (value == null) {
      out.writeNull();
    } else if (value instanceof String text) {
      out.writeString(text);
    } else if (value instanceof Boolean truth) {
      out.writeBoolean(truth);
    } else if (value instanceof Number number) {
      writeNumber(out, number);
    } else if (value instanceof ByteCount count) {
      out.writeNumber(count.bytes());
    } else if (value instanceof List<?> list) {
      out.writeStartArray();
      for (Object element : list) {
        write(out, element);
      }
      out.writeEndArray();
    } else if (value instanceof Map<?, ?> map) {
      out.writeStartObject();
      for (Map.Entry<?, ?> member : map.entrySet()) {
        out.writeName((String) member.getKey());
        write(out, member.getValue());
      }
      out.writeEndObject();
    } else if (value instanceof JsonObject object) {
      write(out, object.members());
    } else if (value instanceof Enum<?> constant) {
      out.writeString(constant.name());
    } else if (Forms.isText(value.getClass())) {
      out.writeString(value.toString());
    } else if (value instanceof Record) {
      writeRecord(out, value);
    } else {
      throw new IllegalStateException("no JSON form: " + value.getClass());
    }
  }

  private static void writeNumber(JsonGenerator out, Number number) {
    if (number instanceof Long whole) {
      out.writeNumber(whole);
    } else if (number instanceof Integer small) {
      out.writeNumber(small);
    } else if (number instanceof Double real) {
      out.writeNumber(real);
    } else if (number instanceof BigInteger big) {
      out.writeNumber(big);
    } else {
      throw new IllegalStateException("no JSON form: " + number.getClass());
    }
  }

  private static void writeRecord(JsonGenerator out, Object value) {
    Method[] accessors = ACCESSORS.computeIfAbsent(value.getClass(), Output::accessors);
    out.writeStartObject();
    for (Method accessor : accessors) {
      Object member;
      try {
        member = accessor.invoke(value);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("every record has it", e);
      }
      if (member != null) {
        out.writeName(accessor.getName());
        write(out, member);
      }
    }
    out.writeEndObject();
  }

  private static Method[] accessors(Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    Method[] accessors = new Method[components.length];
    for (int i = 0; i < components.length; i++) {
      accessors[i] = components[i].getAccessor();
      accessors[i].setAccessible(true);
    }
    return accessors;
  }
}
