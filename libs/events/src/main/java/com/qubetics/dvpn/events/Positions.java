package com.qubetics.dvpn.events;

import com.qubetics.dvpn.sql.Row;
import com.qubetics.dvpn.sql.Values;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// How far a service's database has read its topics, each position with the id of the topic that it
/// counts in. An offset says nothing of a topic that was made anew under the same name: its records
/// below the position would be skipped.
public final class Positions {
  private final JdbcClient jdbc;

  public Positions(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /// @param next offset that is read next
  /// @param topicId null: noted before ids were
  public record Position(Topic topic, int partition, long next, @Nullable String topicId) {}

  /// All of this database.
  public List<Position> all() {
    return jdbc.sql("select * from event_position order by topic, partition")
        .query(Row.as(Positions::position))
        .list();
  }

  /// Has a topic read again from its start, by whatever replica and topic there is then. A record
  /// whose name is still known (8 days) has no second effect.
  ///
  /// @return how many positions were given up
  public int forget(Topic topic) {
    return jdbc.sql("delete from event_position where topic = :topic")
        .paramSource(Values.of("topic", topic))
        .update();
  }

  /// Has the outbox go on beside whatever the topic holds of this database, although that is more
  /// than it knows of.
  public void acceptPublished(Topic topic) {
    for (int partition = 0; partition < topic.partitions(); partition++) {
      jdbc.sql(
              """
              insert into event_published (topic, partition) values (:topic, :partition)
              on conflict (topic, partition) do update set topic_id = null, next_offset = null
              """)
          .paramSource(place(topic, partition))
          .update();
    }
  }

  /// Where to read on in a topic of which the broker holds the records `start` until `end`. What
  /// was never read begins at its start, and is bound to this id from here on.
  ///
  /// @throws PositionLostException if the position is in another topic, or outside of this one
  long take(Topic topic, int partition, String topicId, long start, long end) {
    jdbc.sql(
            """
            insert into event_position (topic, partition, next_offset, topic_id)
            values (:topic, :partition, :next, :id) on conflict do nothing
            """)
        .paramSource(place(topic, partition).and("next", start).and("id", topicId))
        .update();
    Position position =
        find(topic, partition, "").orElseThrow(() -> gone(topic)); // Given up in between.
    if (position.topicId() != null && !position.topicId().equals(topicId)) {
      throw anew(topic, position.topicId(), topicId);
    }
    if (position.next() > end) {
      throw new PositionLostException(
          "%s/%s ends at %s, below the position %s: the broker lost records"
              .formatted(topic.bareName(), partition, end, position.next()));
    }
    if (position.next() < start) {
      throw new PositionLostException(
          "%s/%s starts at %s, above the position %s: records were deleted before they were read"
              .formatted(topic.bareName(), partition, start, position.next()));
    }
    if (position.topicId() == null) {
      jdbc.sql(
              """
              update event_position set topic_id = :id
              where topic = :topic and partition = :partition
              """)
          .paramSource(place(topic, partition).and("id", topicId))
          .update();
    }
    return position.next();
  }

  /// Locks the position until the transaction ends.
  ///
  /// @throws PositionLostException if it is no longer one in this topic
  long lock(Topic topic, int partition, String topicId) {
    Position position = find(topic, partition, " for update").orElseThrow(() -> gone(topic));
    if (!topicId.equals(position.topicId())) {
      throw anew(topic, position.topicId(), topicId);
    }
    return position.next();
  }

  void advance(Topic topic, int partition, long next) {
    jdbc.sql(
            """
            update event_position set next_offset = :next
            where topic = :topic and partition = :partition
            """)
        .paramSource(place(topic, partition).and("next", next))
        .update();
  }

  static PositionLostException anew(Topic topic, @Nullable String known, String found) {
    return new PositionLostException(
        "%s was made anew: its id is %s, the positions are of %s"
            .formatted(topic.bareName(), found, known));
  }

  private static PositionLostException gone(Topic topic) {
    return new PositionLostException("%s is to be read from its start".formatted(topic.bareName()));
  }

  private Optional<Position> find(Topic topic, int partition, String how) {
    return jdbc.sql(
            "select * from event_position where topic = :topic and partition = :partition" + how)
        .paramSource(place(topic, partition))
        .query(Row.as(Positions::position))
        .optional();
  }

  private static Values place(Topic topic, int partition) {
    return Values.of("topic", topic).and("partition", partition);
  }

  private static Position position(Row row) throws SQLException {
    return new Position(
        row.constant("topic", Topic.class),
        row.smallNumber("partition"),
        row.number("next_offset"),
        row.nullable("topic_id", Row::text));
  }
}
