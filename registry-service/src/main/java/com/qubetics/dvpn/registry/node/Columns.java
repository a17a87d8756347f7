package com.qubetics.dvpn.registry.node;

import com.qubetics.dvpn.events.DirectoryEntry;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Endpoint;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import jakarta.persistence.AttributeConverter;
import java.math.BigInteger;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// How an entity's values are kept in columns, the same as libs/sql has them.
final class Columns {
  private Columns() {}

  private abstract static class Column<V, C>
      implements AttributeConverter<@Nullable V, @Nullable C> {
    private final Function<V, C> write;
    private final Function<C, V> read;

    Column(Function<V, C> write, Function<C, V> read) {
      this.write = write;
      this.read = read;
    }

    @Override
    public @Nullable C convertToDatabaseColumn(@Nullable V value) {
      return value == null ? null : write.apply(value);
    }

    @Override
    public @Nullable V convertToEntityAttribute(@Nullable C column) {
      return column == null ? null : read.apply(column);
    }
  }

  static final class AccountColumn extends Column<Account, byte[]> {
    AccountColumn() {
      super(account -> account.address().bytes(), bytes -> new Account(Address.of(bytes)));
    }
  }

  static final class NodeColumn extends Column<NodeId, byte[]> {
    NodeColumn() {
      super(node -> node.address().bytes(), bytes -> new NodeId(Address.of(bytes)));
    }
  }

  static final class TunnelKeyColumn extends Column<TunnelKey, byte[]> {
    TunnelKeyColumn() {
      super(key -> key.value().bytes(), bytes -> new TunnelKey(Bytes32.of(bytes)));
    }
  }

  static final class Bytes32Column extends Column<Bytes32, byte[]> {
    Bytes32Column() {
      super(Bytes32::bytes, Bytes32::of);
    }
  }

  static final class EndpointColumn extends Column<Endpoint, String> {
    EndpointColumn() {
      super(Endpoint::toString, Endpoint::parse);
    }
  }

  static final class AmountColumn extends Column<TokenAmount, BigInteger> {
    AmountColumn() {
      super(TokenAmount::baseUnits, TokenAmount::new);
    }
  }

  static final class EntryColumn extends Column<DirectoryEntry, String> {
    EntryColumn() {
      super(
          JsonMapper.shared()::writeValueAsString,
          json -> JsonMapper.shared().readValue(json, DirectoryEntry.class));
    }
  }

  /// Codes, separated by commas; they hold none.
  static final class CodesColumn extends Column<List<String>, String> {
    CodesColumn() {
      super(
          codes -> String.join(",", codes),
          text -> text.isEmpty() ? List.of() : List.of(text.split(",", -1)));
    }
  }
}
