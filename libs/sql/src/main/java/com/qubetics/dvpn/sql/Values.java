package com.qubetics.dvpn.sql;

import com.qubetics.dvpn.protocol.crypto.Signature;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.AppKey;
import com.qubetics.dvpn.protocol.value.BootId;
import com.qubetics.dvpn.protocol.value.ByteCount;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Endpoint;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.SessionId;
import com.qubetics.dvpn.protocol.value.SessionKey;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.namedparam.AbstractSqlParameterSource;

/// The parameters of a statement, by name; the system's values as their columns keep them.
public final class Values extends AbstractSqlParameterSource {
  private final Map<String, @Nullable Object> values = new LinkedHashMap<>();

  private Values() {}

  /// @param value may be null, or a collection for `in (:name)`
  public static Values of(String name, @Nullable Object value) {
    return new Values().and(name, value);
  }

  /// These and one more.
  public Values and(String name, @Nullable Object value) {
    if (values.containsKey(name)) {
      throw new IllegalArgumentException("values: %s twice".formatted(name));
    }
    values.put(name, column(value));
    return this;
  }

  @Override
  public boolean hasValue(String name) {
    return values.containsKey(name);
  }

  @Override
  public @Nullable Object getValue(String name) {
    return values.get(name);
  }

  /// What a column keeps of a value.
  private static @Nullable Object column(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case Address address -> address.bytes();
      case Account account -> account.address().bytes();
      case AppKey key -> key.address().bytes();
      case NodeId node -> node.address().bytes();
      case SessionKey key -> key.address().bytes();
      case Bytes32 bytes -> bytes.bytes();
      case SessionId session -> session.digest().bytes();
      case TunnelKey key -> key.value().bytes();
      case BootId boot -> boot.bytes();
      case Signature signature -> signature.bytes();
      case TokenAmount amount -> new BigDecimal(amount.baseUnits());
      case BigInteger number -> new BigDecimal(number);
      case ByteCount count -> count.bytes();
      case Endpoint endpoint -> endpoint.toString();
      case Instant instant -> instant.atOffset(ZoneOffset.UTC);
      case Enum<?> constant -> constant.name();
      case Collection<?> many -> many.stream().map(Values::column).toList();
      default -> value;
    };
  }
}
