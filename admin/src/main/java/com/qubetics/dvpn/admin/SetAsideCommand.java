package com.qubetics.dvpn.admin;

import com.qubetics.dvpn.chain.follow.SetAside;
import com.qubetics.dvpn.chain.follow.SetAsideLog;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Shows the logs of the chain that a service set aside, and settles them.
@Command(
    name = "set-aside",
    description = {
      "Shows the logs of the chain that a service could not take, with the reason, and those that"
          + " wait for them, as it stands after --retry, --retry-all or --skip.",
      "The running service does what is said at its next look at the chain. Exit code 1 if there is"
          + " no such log."
    },
    mixinStandardHelpOptions = true)
final class SetAsideCommand implements Callable<Integer> {
  private static final int SHOWN = 1_000;

  @Mixin private DatabaseOption database;
  @Mixin private Output output;

  @ArgGroup private @Nullable Act act;

  /// What is to be done; nothing: only to look.
  static final class Act {
    @Option(
        names = "--retry",
        paramLabel = "ID",
        description = "Have one that failed or was skipped tried again; those behind it follow.")
    private @Nullable Long retry;

    @Option(names = "--retry-all", description = "Have all that failed tried again.")
    private boolean retryAll;

    @ArgGroup(exclusive = false)
    private @Nullable Skip skip;
  }

  /// What is left out, and why.
  static final class Skip {
    @Option(
        names = "--skip",
        required = true,
        paramLabel = "ID",
        description = "Leave one out for good; those behind it go on without it.")
    private long id;

    @Option(
        names = "--reason",
        required = true,
        paramLabel = "TEXT",
        description = "Why; it is kept.")
    private String reason;
  }

  @Override
  public Integer call() {
    try {
      SetAside aside = new SetAside(database.open());
      boolean done = act == null || perform(aside, act);
      List<SetAsideLog> all = aside.all(SHOWN);
      output.print(
          Map.of("setAside", all.stream().map(SetAsideCommand::members).toList()),
          all.isEmpty()
              ? "nothing is set aside\n"
              : all.stream().map(log -> log + "\n").collect(Collectors.joining()));
      return done ? 0 : AdminCommand.REFUSED;
    } catch (DataAccessException e) {
      String cause = String.valueOf(e.getMostSpecificCause().getMessage());
      throw new IllegalArgumentException("database: " + cause.replaceAll("\\s+", " "));
    }
  }

  private boolean perform(SetAside aside, Act what) {
    if (what.skip != null) {
      return said(aside.skip(what.skip.id, what.skip.reason), what.skip.id);
    }
    if (what.retry != null) {
      return said(aside.retry(what.retry), what.retry);
    }
    output.progress("%s are tried again".formatted(aside.retryAll()));
    return true;
  }

  private boolean said(boolean done, long id) {
    if (!done) {
      output.progress("%s: no such log, or it is settled, or waits for another".formatted(id));
    }
    return done;
  }

  private static Map<String, Object> members(SetAsideLog log) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("id", log.id());
    members.put("act", log.act().name());
    members.put("state", log.state().name());
    members.put("block", log.block());
    members.put("logIndex", log.logIndex());
    members.put("transaction", log.transaction().toString());
    members.put("since", log.since().toString());
    members.put("reason", log.reason());
    members.put("decision", log.decision().orElse(null));
    return members;
  }
}
