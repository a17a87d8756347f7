package com.qubetics.dvpn.agent.json;

import com.qubetics.dvpn.agent.wireguard.Cidr;
import com.qubetics.dvpn.agent.wireguard.InterfaceName;
import com.qubetics.dvpn.protocol.crypto.Signature;
import com.qubetics.dvpn.protocol.release.ReleaseKey;
import com.qubetics.dvpn.protocol.release.Version;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.BootId;
import com.qubetics.dvpn.protocol.value.ByteCount;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Endpoint;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.SessionId;
import com.qubetics.dvpn.protocol.value.SessionKey;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonParser.NumberType;
import tools.jackson.core.JsonToken;

/// The form of each type, in which its values are read; [Output] writes them in the same.
final class Forms {
  private static final Map<Type, Form> FORMS = new ConcurrentHashMap<>();

  /// Whose values stand as one text: `toString` writes it.
  private static final Map<Class<?>, Function<String, Object>> TEXTS = texts();

  private Forms() {}

  private static Map<Class<?>, Function<String, Object>> texts() {
    Map<Class<?>, Function<String, Object>> texts = new HashMap<>();
    texts.put(Account.class, Account::parse);
    texts.put(Address.class, Address::parse);
    texts.put(BootId.class, BootId::parse);
    texts.put(Bytes32.class, Bytes32::parse);
    texts.put(Cidr.class, Cidr::parse);
    texts.put(Endpoint.class, Endpoint::parse);
    texts.put(Instant.class, Instant::parse);
    texts.put(InterfaceName.class, InterfaceName::parse);
    texts.put(NodeId.class, NodeId::parse);
    texts.put(ReleaseKey.class, ReleaseKey::parse);
    texts.put(SessionId.class, SessionId::parse);
    texts.put(SessionKey.class, SessionKey::parse);
    texts.put(Signature.class, Signature::parse);
    texts.put(TokenAmount.class, TokenAmount::parse);
    texts.put(TunnelKey.class, TunnelKey::parse);
    texts.put(Version.class, Version::parse);
    return texts;
  }

  static boolean isText(Class<?> type) {
    return TEXTS.containsKey(type);
  }

  static Form of(Type type) {
    Form known = FORMS.get(type);
    if (known == null) {
      known = made(type);
      FORMS.put(type, known);
    }
    return known;
  }

  private static Form made(Type type) {
    if (type instanceof ParameterizedType generic) {
      Class<?> raw = (Class<?>) generic.getRawType();
      Type[] arguments = generic.getActualTypeArguments();
      return raw == List.class ? list(of(arguments[0])) : new RecordForm(raw, arguments);
    }
    Class<?> plain = (Class<?>) type;
    Function<String, Object> parse = TEXTS.get(plain);
    if (parse != null) {
      return at -> parsed(parse, text(at));
    }
    if (plain == String.class) {
      return Forms::text;
    }
    if (plain == long.class) {
      return Forms::whole;
    }
    if (plain == int.class) {
      return Forms::small;
    }
    if (plain == double.class) {
      return Forms::real;
    }
    if (plain == boolean.class) {
      return Forms::truth;
    }
    if (plain == ByteCount.class) {
      return at -> parsed(ByteCount::of, whole(at));
    }
    if (plain == JsonObject.class) {
      return Forms::object;
    }
    if (plain == Object.class) {
      return Forms::anything;
    }
    if (plain.isEnum()) {
      return at -> constant(plain, text(at));
    }
    if (plain.isRecord()) {
      return new RecordForm(plain);
    }
    throw new IllegalStateException("no JSON form: " + plain);
  }

  /// What a component is if the text has no such member.
  static @Nullable Object missing(Class<?> type) {
    if (type == long.class) {
      return 0L;
    }
    if (type == int.class) {
      return 0;
    }
    if (type == double.class) {
      return 0.0;
    }
    return type == boolean.class ? false : null;
  }

  static @Nullable Object read(Form form, JsonParser at, String place) {
    try {
      return form.read(at);
    } catch (JsonException e) {
      throw e.in(place);
    }
  }

  private static String text(JsonParser at) {
    if (at.currentToken() != JsonToken.VALUE_STRING) {
      throw Json.unexpected(at.currentToken(), "a text");
    }
    return at.getString();
  }

  private static long whole(JsonParser at) {
    if (at.currentToken() != JsonToken.VALUE_NUMBER_INT
        || at.getNumberType() == NumberType.BIG_INTEGER) {
      throw Json.unexpected(at.currentToken(), "a whole number of 64 bits");
    }
    return at.getLongValue();
  }

  private static int small(JsonParser at) {
    long number = whole(at);
    if (number != (int) number) {
      throw Json.unexpected(at.currentToken(), "a whole number of 32 bits");
    }
    return (int) number;
  }

  private static double real(JsonParser at) {
    if (at.currentToken() != JsonToken.VALUE_NUMBER_INT
        && at.currentToken() != JsonToken.VALUE_NUMBER_FLOAT) {
      throw Json.unexpected(at.currentToken(), "a number");
    }
    double number = at.getDoubleValue();
    if (!Double.isFinite(number)) {
      throw Json.unexpected(at.currentToken(), "a number within the range of doubles");
    }
    return number;
  }

  private static boolean truth(JsonParser at) {
    if (at.currentToken() != JsonToken.VALUE_TRUE && at.currentToken() != JsonToken.VALUE_FALSE) {
      throw Json.unexpected(at.currentToken(), "true or false");
    }
    return at.currentToken() == JsonToken.VALUE_TRUE;
  }

  private static Object constant(Class<?> type, String name) {
    for (Object constant : type.getEnumConstants()) {
      if (((Enum<?>) constant).name().equals(name)) {
        return constant;
      }
    }
    throw new JsonException("of no kind that this version knows");
  }

  private static Form list(Form element) {
    return at -> {
      if (at.currentToken() != JsonToken.START_ARRAY) {
        throw Json.unexpected(at.currentToken(), "a list");
      }
      List<@Nullable Object> elements = new ArrayList<>();
      while (at.nextToken() != JsonToken.END_ARRAY) {
        elements.add(read(element, at, "[" + elements.size() + "]"));
      }
      return elements;
    };
  }

  private static JsonObject object(JsonParser at) {
    if (at.currentToken() != JsonToken.START_OBJECT) {
      throw Json.unexpected(at.currentToken(), "an object");
    }
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    for (String name = at.nextName(); name != null; name = at.nextName()) {
      at.nextToken();
      members.put(name, anything(at));
    }
    return new JsonObject(members);
  }

  private static @Nullable Object anything(JsonParser at) {
    JsonToken token = at.currentToken();
    if (token == JsonToken.START_OBJECT) {
      return object(at);
    }
    if (token == JsonToken.START_ARRAY) {
      List<@Nullable Object> elements = new ArrayList<>();
      while (at.nextToken() != JsonToken.END_ARRAY) {
        elements.add(anything(at));
      }
      return elements;
    }
    if (token == JsonToken.VALUE_NUMBER_INT) {
      return at.getNumberType() == NumberType.BIG_INTEGER
          ? (Object) at.getBigIntegerValue()
          : (Object) at.getLongValue();
    }
    if (token == JsonToken.VALUE_NUMBER_FLOAT) {
      return real(at);
    }
    if (token == JsonToken.VALUE_NULL) {
      return null;
    }
    return token == JsonToken.VALUE_STRING ? (Object) at.getString() : (Object) truth(at);
  }

  private static <T> Object parsed(Function<T, Object> parse, T value) {
    try {
      return parse.apply(value);
    } catch (RuntimeException e) {
      throw refused(e);
    }
  }

  /// Our own refusals say what is expected; those of the JDK repeat what they were given.
  static JsonException refused(@Nullable Throwable cause) {
    return cause instanceof IllegalArgumentException e
            && !(e instanceof NumberFormatException)
            && e.getMessage() != null
        ? new JsonException(e.getMessage(), cause)
        : new JsonException(
            cause instanceof DateTimeException ? "malformed (expected: ISO 8601)" : "malformed",
            cause);
  }
}
