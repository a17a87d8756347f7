package com.qubetics.dvpn.admin;

import com.qubetics.dvpn.events.Positions;
import com.qubetics.dvpn.events.Positions.Position;
import com.qubetics.dvpn.events.Topic;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Shows how far a service has read its Kafka topics, and has one read again.
@Command(
    name = "positions",
    description = {
      "Shows how far a service has read its Kafka topics, each with the topic's id.",
      "A service stops reading a topic that was made anew, or that does not reach to its position;"
          + " --from-start has it read all that the topic holds. Exit code 1 if it has no position"
          + " in that topic.",
      "A service whose database came back from a backup publishes nothing beside what it has"
          + " forgotten; --published has it go on."
    },
    mixinStandardHelpOptions = true)
final class PositionsCommand implements Callable<Integer> {
  @Mixin private DatabaseOption database;
  @Mixin private Output output;

  @Option(
      names = "--from-start",
      paramLabel = "TOPIC",
      description =
          "Have the running service read this one from its start: within 5 s if it has stopped, else"
              + " with the next record. What it handled in the last 8 days has no second effect.")
  private @Nullable String fromStart;

  @Option(
      names = "--published",
      paramLabel = "TOPIC",
      description =
          "Have the service publish on in this one, although the topic holds more of it than its"
              + " database knows. Others drop what it says of a node or an epoch until that is newer"
              + " than what they have.")
  private @Nullable String published;

  @Override
  public Integer call() {
    try {
      Positions positions = new Positions(database.open());
      if (published != null) {
        positions.acceptPublished(topic("--published", published));
        output.progress("what %s holds of this service is accepted".formatted(published));
      }
      int forgotten = fromStart == null ? 0 : positions.forget(topic("--from-start", fromStart));
      if (fromStart != null) {
        output.progress("%s positions in %s are given up".formatted(forgotten, fromStart));
      }
      List<Position> all = positions.all();
      output.print(
          Map.of("positions", all.stream().map(PositionsCommand::members).toList()),
          all.isEmpty()
              ? "no topic was read\n"
              : all.stream().map(PositionsCommand::line).collect(Collectors.joining()));
      return fromStart == null || forgotten > 0 ? 0 : AdminCommand.REFUSED;
    } catch (DataAccessException e) {
      String cause = String.valueOf(e.getMostSpecificCause().getMessage());
      throw new IllegalArgumentException("database: " + cause.replaceAll("\\s+", " "));
    }
  }

  private static Topic topic(String option, String name) {
    return Arrays.stream(Topic.values())
        .filter(topic -> topic.bareName().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "%s: %s (expected: one of %s)"
                        .formatted(
                            option,
                            name,
                            Arrays.stream(Topic.values())
                                .map(Topic::bareName)
                                .collect(Collectors.joining(", ")))));
  }

  private static String line(Position position) {
    return "topic=%s partition=%s next=%s topicId=%s\n"
        .formatted(
            position.topic().bareName(),
            position.partition(),
            position.next(),
            position.topicId() == null ? "unknown" : position.topicId());
  }

  private static Map<String, Object> members(Position position) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("topic", position.topic().bareName());
    members.put("partition", position.partition());
    members.put("next", position.next());
    members.put("topicId", position.topicId());
    return members;
  }
}
