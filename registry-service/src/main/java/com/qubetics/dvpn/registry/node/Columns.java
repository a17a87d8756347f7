package com.qubetics.dvpn.registry.node;

import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Endpoint;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import jakarta.persistence.AttributeConverter;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How the protocol's values are kept in columns: in their text forms, amounts as numbers.
final class Columns {
  private Columns() {}

  static final class AccountColumn
      implements AttributeConverter<@Nullable Account, @Nullable String> {
    @Override
    public @Nullable String convertToDatabaseColumn(@Nullable Account value) {
      return value == null ? null : value.toString();
    }

    @Override
    public @Nullable Account convertToEntityAttribute(@Nullable String column) {
      return column == null ? null : Account.parse(column);
    }
  }

  static final class TunnelKeyColumn
      implements AttributeConverter<@Nullable TunnelKey, @Nullable String> {
    @Override
    public @Nullable String convertToDatabaseColumn(@Nullable TunnelKey value) {
      return value == null ? null : value.toString();
    }

    @Override
    public @Nullable TunnelKey convertToEntityAttribute(@Nullable String column) {
      return column == null ? null : TunnelKey.parse(column);
    }
  }

  static final class Bytes32Column
      implements AttributeConverter<@Nullable Bytes32, @Nullable String> {
    @Override
    public @Nullable String convertToDatabaseColumn(@Nullable Bytes32 value) {
      return value == null ? null : value.toString();
    }

    @Override
    public @Nullable Bytes32 convertToEntityAttribute(@Nullable String column) {
      return column == null ? null : Bytes32.parse(column);
    }
  }

  static final class EndpointColumn
      implements AttributeConverter<@Nullable Endpoint, @Nullable String> {
    @Override
    public @Nullable String convertToDatabaseColumn(@Nullable Endpoint value) {
      return value == null ? null : value.toString();
    }

    @Override
    public @Nullable Endpoint convertToEntityAttribute(@Nullable String column) {
      return column == null ? null : Endpoint.parse(column);
    }
  }

  static final class AmountColumn
      implements AttributeConverter<@Nullable TokenAmount, @Nullable BigInteger> {
    @Override
    public @Nullable BigInteger convertToDatabaseColumn(@Nullable TokenAmount value) {
      return value == null ? null : value.baseUnits();
    }

    @Override
    public @Nullable TokenAmount convertToEntityAttribute(@Nullable BigInteger column) {
      return column == null ? null : new TokenAmount(column);
    }
  }

  /// Codes, separated by commas; they hold none.
  static final class CodesColumn
      implements AttributeConverter<@Nullable List<String>, @Nullable String> {
    @Override
    public @Nullable String convertToDatabaseColumn(@Nullable List<String> value) {
      return value == null ? null : String.join(",", value);
    }

    @Override
    public @Nullable List<String> convertToEntityAttribute(@Nullable String column) {
      return column == null || column.isEmpty() ? List.of() : List.of(column.split(",", -1));
    }
  }
}
