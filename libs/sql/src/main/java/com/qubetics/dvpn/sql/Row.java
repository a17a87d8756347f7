package com.qubetics.dvpn.sql;

import com.qubetics.dvpn.protocol.crypto.Signature;
import com.qubetics.dvpn.protocol.session.Ack;
import com.qubetics.dvpn.protocol.session.Grant;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.session.Usage;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.AppKey;
import com.qubetics.dvpn.protocol.value.BootId;
import com.qubetics.dvpn.protocol.value.ByteCount;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Endpoint;
import com.qubetics.dvpn.protocol.value.Hex;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.SessionId;
import com.qubetics.dvpn.protocol.value.SessionKey;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;

/// One row of a result, read column by column as the system's values. A column that is null is
/// refused, unless it is read as [#optional].
public final class Row {
  private final ResultSet columns;

  private Row(ResultSet columns) {
    this.columns = columns;
  }

  /// What is made of a row.
  @FunctionalInterface
  public interface Reader<T> {
    T read(Row row) throws SQLException;
  }

  /// How a column is read, such as `Row::time`.
  @FunctionalInterface
  public interface Column<T> {
    T read(Row row, String column) throws SQLException;
  }

  /// Reads each row of a query so.
  public static <T> RowMapper<T> as(Reader<T> reader) {
    return (columns, number) -> reader.read(new Row(columns));
  }

  /// A column that may be null.
  public <T> Optional<T> optional(String column, Column<T> reader) throws SQLException {
    return columns.getObject(column) == null
        ? Optional.empty()
        : Optional.of(reader.read(this, column));
  }

  /// The same for what keeps null itself.
  public <T> @Nullable T nullable(String column, Column<T> reader) throws SQLException {
    return optional(column, reader).orElse(null);
  }

  public boolean flag(String column) throws SQLException {
    boolean value = columns.getBoolean(column);
    requireThere(column, !columns.wasNull());
    return value;
  }

  public long number(String column) throws SQLException {
    long value = columns.getLong(column);
    requireThere(column, !columns.wasNull());
    return value;
  }

  public int smallNumber(String column) throws SQLException {
    int value = columns.getInt(column);
    requireThere(column, !columns.wasNull());
    return value;
  }

  /// A whole number of any size.
  public BigInteger bigNumber(String column) throws SQLException {
    return there(column, columns.getBigDecimal(column)).toBigIntegerExact();
  }

  public TokenAmount amount(String column) throws SQLException {
    return new TokenAmount(bigNumber(column));
  }

  public ByteCount byteCount(String column) throws SQLException {
    return new ByteCount(number(column));
  }

  public Instant time(String column) throws SQLException {
    return there(column, columns.getObject(column, OffsetDateTime.class)).toInstant();
  }

  public String text(String column) throws SQLException {
    return there(column, columns.getString(column));
  }

  public <E extends Enum<E>> E constant(String column, Class<E> type) throws SQLException {
    return Enum.valueOf(type, text(column));
  }

  public UUID uuid(String column) throws SQLException {
    return there(column, columns.getObject(column, UUID.class));
  }

  public Endpoint endpoint(String column) throws SQLException {
    return Endpoint.parse(text(column));
  }

  public byte[] bytes(String column) throws SQLException {
    return there(column, columns.getBytes(column));
  }

  /// A `bytea[]`.
  public byte[][] manyBytes(String column) throws SQLException {
    return (byte[][]) there(column, columns.getArray(column)).getArray();
  }

  public Address address(String column) throws SQLException {
    return Address.of(bytes(column));
  }

  public Account account(String column) throws SQLException {
    return new Account(address(column));
  }

  public AppKey appKey(String column) throws SQLException {
    return new AppKey(address(column));
  }

  public NodeId node(String column) throws SQLException {
    return new NodeId(address(column));
  }

  public SessionKey sessionKey(String column) throws SQLException {
    return new SessionKey(address(column));
  }

  public Bytes32 bytes32(String column) throws SQLException {
    return Bytes32.of(bytes(column));
  }

  public SessionId session(String column) throws SQLException {
    return new SessionId(bytes32(column));
  }

  public TunnelKey tunnelKey(String column) throws SQLException {
    return new TunnelKey(bytes32(column));
  }

  public BootId boot(String column) throws SQLException {
    return BootId.parse(Hex.format(bytes(column)));
  }

  public Signature signature(String column) throws SQLException {
    return Signature.of(bytes(column));
  }

  /// From `session_key`, `node`, `tunnel_key`, `max_bytes`, `not_before`, `not_after`, `nonce` and
  /// `grant_signature`.
  public Signed<Grant> grant() throws SQLException {
    return new Signed<>(
        new Grant(
            sessionKey("session_key"),
            node("node"),
            tunnelKey("tunnel_key"),
            byteCount("max_bytes"),
            number("not_before"),
            number("not_after"),
            bytes32("nonce")),
        signature("grant_signature"));
  }

  /// From `session`, `node`, `boot`, `seq`, `usage_rx`, `usage_tx`, `at` and `usage_signature`.
  public Signed<Usage> usage() throws SQLException {
    return new Signed<>(
        new Usage(
            session("session"),
            node("node"),
            boot("boot"),
            number("seq"),
            byteCount("usage_rx"),
            byteCount("usage_tx"),
            number("at")),
        signature("usage_signature"));
  }

  /// From `usage_hash`, `ack_rx`, `ack_tx` and `ack_signature`.
  public Signed<Ack> ack() throws SQLException {
    return new Signed<>(
        new Ack(bytes32("usage_hash"), byteCount("ack_rx"), byteCount("ack_tx")),
        signature("ack_signature"));
  }

  private static <T> T there(String column, @Nullable T value) throws SQLException {
    requireThere(column, value != null);
    return Objects.requireNonNull(value);
  }

  private static void requireThere(String column, boolean there) throws SQLException {
    if (!there) {
      throw new SQLException(column + " is null");
    }
  }
}
