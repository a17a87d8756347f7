package com.qubetics.dvpn.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.qubetics.dvpn.engines.Database;
import com.qubetics.dvpn.engines.Postgres;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
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
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class RowIT {
  private static final Database DATABASE = Postgres.shared().database("rows");
  private static final int RUNS = 50;

  private enum Colour {
    RED
  }

  private final JdbcClient jdbc =
      JdbcClient.create(
          new DriverManagerDataSource(
              DATABASE.jdbcUrl(), DATABASE.username(), DATABASE.password()));

  @Test
  void readsEachValueAsItWasGiven() {
    Random random = new Random(7);
    for (int run = 0; run < RUNS; run++) {
      Bytes32 hash = Bytes32.of(bytes(random, 32));
      Address address = Address.of(bytes(random, 20));
      BigInteger number = new BigInteger(256, random);
      Signature signature = PrivateKey.of(hash.bytes()).sign(hash);
      back(address, Row::address, "bytea");
      back(new Account(address), Row::account, "bytea");
      back(new AppKey(address), Row::appKey, "bytea");
      back(new NodeId(address), Row::node, "bytea");
      back(new SessionKey(address), Row::sessionKey, "bytea");
      back(hash, Row::bytes32, "bytea");
      back(new SessionId(hash), Row::session, "bytea");
      back(new TunnelKey(hash), Row::tunnelKey, "bytea");
      back(boot(random), Row::boot, "bytea");
      back(signature, Row::signature, "bytea");
      back(number, Row::bigNumber, "numeric(78, 0)");
      back(new TokenAmount(number), Row::amount, "numeric(78, 0)");
      back(new ByteCount(random.nextLong(Long.MAX_VALUE)), Row::byteCount, "bigint");
      back(random.nextInt(), Row::smallNumber, "integer");
      back(random.nextBoolean(), Row::flag, "boolean");
      back(
          Instant.ofEpochSecond(random.nextLong(1L << 33)).plus(run, ChronoUnit.MICROS),
          Row::time,
          "timestamptz");
    }
    back(Endpoint.parse("203.0.113.7:51820"), Row::endpoint, "text");
    back(Colour.RED, (row, column) -> row.constant(column, Colour.class), "text");
  }

  @Test
  void refusesANullThatIsNotExpected() {
    Optional<Long> none = read(null, "bigint", (row, column) -> row.optional(column, Row::number));
    assertThat(none).isEmpty();
    assertThatThrownBy(() -> read(null, "bigint", Row::number)).hasMessageContaining("it is null");
    assertThatThrownBy(() -> read(null, "boolean", Row::flag)).hasMessageContaining("it is null");
    assertThatThrownBy(() -> read(null, "bytea", Row::node)).hasMessageContaining("it is null");
  }

  @Test
  void readsSignedMessages() {
    Random random = new Random(8);
    Bytes32 hash = Bytes32.of(bytes(random, 32));
    Signature signature = PrivateKey.of(hash.bytes()).sign(hash);
    NodeId node = new NodeId(Address.of(bytes(random, 20)));
    Grant grant =
        new Grant(
            new SessionKey(Address.of(bytes(random, 20))),
            node,
            new TunnelKey(hash),
            new ByteCount(5),
            6,
            7,
            hash);
    Usage usage =
        new Usage(
            new SessionId(hash), node, boot(random), 3, new ByteCount(8), new ByteCount(9), 10);
    Ack ack = new Ack(hash, new ByteCount(1), new ByteCount(2));

    assertThat(
            jdbc.sql(
                    """
                    select :node::bytea as node, :key::bytea as session_key, :hash::bytea as tunnel_key,
                      5::bigint as max_bytes, 6::bigint as not_before, 7::bigint as not_after,
                      :hash::bytea as nonce, :signature::bytea as grant_signature, :hash::bytea as session,
                      :boot::bytea as boot, 3::bigint as seq, 8::bigint as usage_rx, 9::bigint as usage_tx,
                      10::bigint as at, :signature::bytea as usage_signature, :hash::bytea as usage_hash,
                      1::bigint as ack_rx, 2::bigint as ack_tx, :signature::bytea as ack_signature
                    """)
                .paramSource(
                    Values.of("node", node)
                        .and("key", grant.sessionKey())
                        .and("hash", hash)
                        .and("signature", signature)
                        .and("boot", usage.boot()))
                .query(Row.as(row -> List.of(row.grant(), row.usage(), row.ack())))
                .single())
        .isEqualTo(
            List.of(
                new Signed<>(grant, signature),
                new Signed<>(usage, signature),
                new Signed<>(ack, signature)));
  }

  @Test
  void takesCollectionsOfValues() {
    SessionId one = new SessionId(Bytes32.ZERO);

    assertThat(
            jdbc.sql("select 1 where :one::bytea in (:all)")
                .paramSource(Values.of("one", one).and("all", List.of(one)))
                .query(Integer.class)
                .list())
        .hasSize(1);
  }

  @Test
  void refusesANameThatIsThere() {
    assertThatThrownBy(() -> Values.of("name", 1).and("name", 2))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private <T> void back(T value, Row.Column<T> column, String type) {
    assertThat(read(value, type, column)).isEqualTo(value);
  }

  private <T> T read(@Nullable Object value, String type, Row.Column<T> column) {
    return jdbc.sql("select cast(:value as " + type + ") as it")
        .paramSource(Values.of("value", value))
        .query(Row.as(row -> column.read(row, "it")))
        .single();
  }

  private static BootId boot(Random random) {
    return BootId.parse(Hex.format(bytes(random, BootId.LENGTH)));
  }

  private static byte[] bytes(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    bytes[0] = 1;
    return bytes;
  }
}
