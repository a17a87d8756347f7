package com.qubetics.dvpn.client.command;

import com.qubetics.dvpn.client.gateway.ProblemException;
import com.qubetics.dvpn.client.login.Access;
import com.qubetics.dvpn.client.session.SessionStore;
import com.qubetics.dvpn.client.session.SessionStore.Entry;
import com.qubetics.dvpn.client.signing.Settlement;
import com.qubetics.dvpn.protocol.value.SessionId;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "sessions",
    description = "List the sessions that are kept to be signed for; end one.")
public final class SessionsCommand implements Callable<Integer> {
  @Mixin private Common common;

  @Option(
      names = "--end",
      paramLabel = "SESSION",
      description = "end it, sign what its node states last, and forget its key")
  private @Nullable String ending;

  /// The command's JSON.
  record Listed(List<Entry.Kept> sessions, List<Damage> unreadable) {

    /// @param detail with the file's name
    record Damage(String code, String detail) {}
  }

  /// The JSON of `--end`.
  ///
  /// @param settled whether nothing is left to sign; no: it is kept, dvpn sign tries again
  record Ended(SessionId session, boolean settled) {}

  @Override
  public Integer call() {
    return ending == null ? list() : end(SessionId.parse(ending));
  }

  private int list() {
    List<Entry> entries = new SessionStore(common.home(), common.clock()).list();
    List<Entry.Kept> kept =
        entries.stream().filter(Entry.Kept.class::isInstance).map(Entry.Kept.class::cast).toList();
    List<Listed.Damage> damaged =
        entries.stream()
            .filter(Entry.Unreadable.class::isInstance)
            .map(entry -> damage(((Entry.Unreadable) entry).problem()))
            .toList();
    common.show(new Listed(kept, damaged), text(kept, damaged));
    return damaged.isEmpty() ? 0 : 1;
  }

  private static Listed.Damage damage(ProblemException problem) {
    return new Listed.Damage(problem.code(), String.valueOf(problem.getMessage()));
  }

  private static String text(List<Entry.Kept> kept, List<Listed.Damage> damaged) {
    String lines =
        kept.isEmpty()
            ? "no session is kept"
            : kept.stream().map(SessionsCommand::line).collect(Collectors.joining("\n"));
    return lines
        + damaged.stream()
            .map(damage -> "\n" + damage.code() + ": " + damage.detail())
            .collect(Collectors.joining());
  }

  private static String line(Entry.Kept kept) {
    return "%s  node %s  until %s  signed %s MiB%s%s"
        .formatted(
            kept.session(),
            kept.node(),
            kept.notAfter(),
            kept.signed().toMebibytes(),
            kept.limit() == null ? ", by own counters" : " of " + LimitOptions.text(kept.limit()),
            kept.held() ? ", a process signs" : "");
  }

  private int end(SessionId session) {
    try (Access access = common.access()) {
      // Says so if there is none, another process has it, or it can't be read.
      new SessionStore(common.home(), common.clock()).hold(session).close();
      boolean settled =
          new Settlement(common.home(), access, common.clock(), new SecureRandom()).settle(session);
      common.show(
          new Ended(session, settled),
          settled
              ? "session %s ended, nothing is left to sign".formatted(session)
              : "session %s is kept: not all that its node stated is signed (dvpn sign)"
                  .formatted(session));
      return settled ? 0 : 1;
    }
  }
}
