package com.qubetics.dvpn.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PositionsCommandIT {
  @TempDir Path folder;

  private ServiceDatabase database;

  @BeforeEach
  void createsTheServicesTables() throws Exception {
    database = new ServiceDatabase("events", "positions", folder);
    database
        .jdbc
        .sql(
            """
            insert into event_position (topic, partition, next_offset, topic_id) values
              ('EPOCH_SEALED', 0, 45, 'one'), ('NODE_DIRECTORY', 2, 7, null)""")
        .update();
  }

  @Test
  void showsEachPositionWithTheTopicsId() {
    assertThat(database.run()).isZero();
    assertThat(database.out.toString().lines())
        .containsExactly(
            "topic=epoch.sealed partition=0 next=45 topicId=one",
            "topic=node.directory partition=2 next=7 topicId=unknown");
  }

  @Test
  void givesUpThePositionsOfOneTopic() {
    assertThat(database.run("--from-start", "epoch.sealed", "--json")).isZero();
    assertThat(database.out.toString()).doesNotContain("epoch.sealed").contains("node.directory");
    assertThat(database.run("--from-start", "epoch.sealed")).isEqualTo(1);
  }

  @Test
  void acceptsWhatATopicHoldsOfTheDatabase() {
    assertThat(database.run("--published", "node.directory")).isZero();
    assertThat(
            database
                .jdbc
                .sql("select count(*) from event_published where next_offset is null")
                .query(Long.class)
                .single())
        .isEqualTo(3);
    assertThat(database.run("--published", "x")).isEqualTo(1);
    assertThat(database.err.toString())
        .contains("--published: x (expected: one of node.directory, ");
  }

  @Test
  void namesTheTopicsThereAre() {
    assertThat(database.run("--from-start", "EPOCH_SEALED")).isEqualTo(1);
    assertThat(database.err.toString()).contains("EPOCH_SEALED (expected: one of node.directory, ");
    assertThat(database.jdbc.sql("select count(*) from event_position").query(Long.class).single())
        .isEqualTo(2);
  }
}
