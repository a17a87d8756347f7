package com.qubetics.dvpn.ledger.store;

import com.qubetics.dvpn.protocol.crypto.Signature;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.BootId;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Hex;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.SessionId;
import com.qubetics.dvpn.protocol.value.SessionKey;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Optional;

/// One row of a result, read column by column as the system's values. Columns that may be null are
/// read by the `optional…` methods.
public final class Columns {
  private final ResultSet row;

  public Columns(ResultSet row) {
    this.row = row;
  }

  public NodeId node(String column) throws SQLException {
    return new NodeId(address(column));
  }

  public SessionId session(String column) throws SQLException {
    return new SessionId(bytes32(column));
  }

  public SessionKey sessionKey(String column) throws SQLException {
    return new SessionKey(address(column));
  }

  public TunnelKey tunnelKey(String column) throws SQLException {
    return new TunnelKey(bytes32(column));
  }

  public Account account(String column) throws SQLException {
    return new Account(address(column));
  }

  public Optional<Account> optionalAccount(String column) throws SQLException {
    byte[] bytes = row.getBytes(column);
    return bytes == null ? Optional.empty() : Optional.of(new Account(Address.of(bytes)));
  }

  public Address address(String column) throws SQLException {
    return Address.of(bytes(column));
  }

  public Bytes32 bytes32(String column) throws SQLException {
    return Bytes32.of(bytes(column));
  }

  public Optional<Bytes32> optionalBytes32(String column) throws SQLException {
    byte[] bytes = row.getBytes(column);
    return bytes == null ? Optional.empty() : Optional.of(Bytes32.of(bytes));
  }

  public BootId boot(String column) throws SQLException {
    return BootId.parse(Hex.format(bytes(column)));
  }

  public Signature signature(String column) throws SQLException {
    return Signature.of(bytes(column));
  }

  public Instant time(String column) throws SQLException {
    return optionalTime(column).orElseThrow(() -> new SQLException(column + " is null"));
  }

  public Optional<Instant> optionalTime(String column) throws SQLException {
    return Optional.ofNullable(row.getTimestamp(column)).map(Timestamp::toInstant);
  }

  public Optional<String> optionalText(String column) throws SQLException {
    return Optional.ofNullable(row.getString(column));
  }

  public String text(String column) throws SQLException {
    return optionalText(column).orElseThrow(() -> new SQLException(column + " is null"));
  }

  public long number(String column) throws SQLException {
    return row.getLong(column);
  }

  public boolean flag(String column) throws SQLException {
    return row.getBoolean(column);
  }

  private byte[] bytes(String column) throws SQLException {
    byte[] bytes = row.getBytes(column);
    if (bytes == null) {
      throw new SQLException(column + " is null");
    }
    return bytes;
  }
}
