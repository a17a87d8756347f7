package com.qubetics.dvpn.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SetAsideCommandIT {
  @TempDir Path folder;

  private ServiceDatabase database;

  @BeforeEach
  void createsTheServicesTables() throws Exception {
    database = new ServiceDatabase("chain", "set-aside", folder);
  }

  @Test
  void showsThatNothingIsSetAside() {
    assertThat(database.run()).isZero();
    assertThat(database.out).hasToString("nothing is set aside\n");
  }

  @Test
  void showsWhatIsSetAsideAndWhy() {
    setAside("FAILED", "ArithmeticException: BigInteger out of long range");
    setAside("WAITING", "an earlier log about the same is set aside");
    assertThat(database.run()).isZero();
    assertThat(database.out.toString().lines())
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .startsWith("id=1 APPLY FAILED block=7 logIndex=1 transaction=0x0303")
                    .contains("reason=\"ArithmeticException: BigInteger out of long range\""),
            line -> assertThat(line).startsWith("id=2 APPLY WAITING"));
  }

  @Test
  void hasOneTriedAgainOrAllThatFailedAndNoneThatWaits() {
    setAside("FAILED", "a");
    setAside("WAITING", "b");
    setAside("FAILED", "c");
    assertThat(database.run("--retry", "1")).isZero();
    assertThat(states()).isEqualTo("RETRY WAITING FAILED");
    assertThat(database.run("--retry", "2")).isEqualTo(1);
    assertThat(database.err.toString()).contains("2: no such log");
    assertThat(database.run("--retry-all")).isZero();
    assertThat(states()).isEqualTo("RETRY WAITING RETRY");
  }

  @Test
  void skipsOneOnlyForAReasonWhichIsKept() {
    setAside("FAILED", "a");
    assertThat(database.run("--skip", "1")).isEqualTo(2);
    assertThat(states()).isEqualTo("FAILED");
    assertThat(database.run("--skip", "1", "--reason", "bought for nothing")).isZero();
    assertThat(states()).isEqualTo("SKIPPED");
    assertThat(database.run("--json")).isZero();
    assertThat(database.out.toString())
        .contains("\"decision\":\"bought for nothing\"", "\"state\":\"SKIPPED\"");
    assertThat(database.run("--skip", "1", "--reason", "again")).isEqualTo(1);
    assertThat(database.run("--retry", "1", "--skip", "1", "--reason", "both")).isEqualTo(2);
  }

  @Test
  void saysInOneLineThatADatabaseIsNotAServices() {
    database.jdbc.sql("drop table chain_set_aside").update();
    assertThat(database.run()).isEqualTo(1);
    assertThat(database.err.toString())
        .startsWith("set-aside: database: ")
        .contains("chain_set_aside");
  }

  private void setAside(String state, String reason) {
    database
        .jdbc
        .sql(
            """
            insert into chain_set_aside
              (act, state, block, log_index, block_hash, block_time, transaction, contract, topics, data,
               keys, reason)
            values ('APPLY', :state, 7, 1 + (select count(*) from chain_set_aside), :hash, now(), :hash,
              :contract, array[:hash]::bytea[], '', array[]::text[], :reason)
            """)
        .param("state", state)
        .param("reason", reason)
        .param("hash", filled(32))
        .param("contract", filled(20))
        .update();
  }

  private static byte[] filled(int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) 3);
    return bytes;
  }

  private String states() {
    return database
        .jdbc
        .sql("select string_agg(state, ' ' order by id) from chain_set_aside")
        .query(String.class)
        .single();
  }
}
