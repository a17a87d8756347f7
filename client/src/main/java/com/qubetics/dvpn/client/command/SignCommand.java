package com.qubetics.dvpn.client.command;

import com.qubetics.dvpn.client.gateway.ProblemException;
import com.qubetics.dvpn.client.login.Access;
import com.qubetics.dvpn.client.session.Holding;
import com.qubetics.dvpn.client.session.Limit;
import com.qubetics.dvpn.client.session.SessionStore;
import com.qubetics.dvpn.client.session.SessionStore.Entry;
import com.qubetics.dvpn.client.signing.SigningRun;
import com.qubetics.dvpn.client.signing.SigningRun.Said;
import com.qubetics.dvpn.client.signing.SigningRun.State;
import com.qubetics.dvpn.protocol.value.SessionId;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "sign",
    description = {
      "Sign for what exported sessions use, until they end, and for what a crash left unsigned.",
      "Of an exported session this machine sees no traffic: what its node states is believed, up to"
          + " the limit that you set."
    })
public final class SignCommand implements Callable<Integer> {
  private static final long END_SECONDS = 12;

  @Mixin private Common common;
  @Mixin private LimitOptions limits;

  @Parameters(
      paramLabel = "SESSION",
      arity = "0..*",
      description = "as dvpn export and dvpn sessions show it (default: all that are kept)")
  private List<String> sessions = List.of();

  @Option(names = "--once", description = "sign what is stated at this moment, and leave")
  private boolean once;

  @Override
  public Integer call() {
    List<SessionId> chosen = sessions.stream().map(SessionId::parse).toList();
    SessionStore store = new SessionStore(common.home(), common.clock());
    List<Entry> entries = store.list();
    Optional<ProblemException> unreadable =
        entries.stream()
            .filter(Entry.Unreadable.class::isInstance)
            .map(entry -> ((Entry.Unreadable) entry).problem())
            .findFirst();
    List<Entry.Kept> kept =
        entries.stream()
            .filter(Entry.Kept.class::isInstance)
            .map(Entry.Kept.class::cast)
            .filter(entry -> chosen.isEmpty() ? !entry.held() : chosen.contains(entry.session()))
            .toList();
    // What is named must be there, readable, and no other process's.
    chosen.forEach(session -> store.hold(session).close());
    if (limits.given()) {
      kept.forEach(entry -> setLimit(store, entry));
    }
    sayWhatIsBelieved(store, kept);
    boolean signed = sign(store, chosen);
    if (chosen.isEmpty() && unreadable.isPresent()) {
      throw unreadable.get();
    }
    return signed ? 0 : 1;
  }

  private void setLimit(SessionStore store, Entry.Kept entry) {
    if (entry.limit() != null) {
      try (Holding holding = store.hold(entry.session())) {
        holding.limitTo(limits.limit(entry.limit()));
      }
    }
  }

  private void sayWhatIsBelieved(SessionStore store, List<Entry.Kept> kept) {
    if (common.json()) {
      return;
    }
    for (Entry.Kept entry : kept) {
      Limit limit = entry.limit() == null ? null : limits.limit(entry.limit());
      System.out.println(
          limit == null
              ? "%s: by what this machine counted".formatted(entry.session())
              : "%s: believing node %s, whose bytes this machine does not see, up to %s"
                  .formatted(entry.session(), entry.node(), LimitOptions.text(limit)));
    }
    if (kept.isEmpty()) {
      System.out.println("no session is kept: nothing to sign");
    }
  }

  private boolean sign(SessionStore store, List<SessionId> chosen) {
    CountDownLatch ended = new CountDownLatch(1);
    try (Access access = common.access();
        SigningRun run = new SigningRun(store, access, new SecureRandom(), this::show)) {
      if (once) {
        return run.once(chosen);
      }
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stopAndWait(run, ended)));
      run.run(chosen);
      return true;
    } finally {
      ended.countDown();
    }
  }

  private void show(Said said) {
    common.show(
        said,
        "%s: %s%s MiB signed (%s bytes)%s"
            .formatted(
                said.session(),
                said.state() == State.SIGNING ? "" : word(said.state()) + ", ",
                said.signedBytes() >> 20,
                said.signedBytes(),
                said.code() == null ? "" : ", not all: " + said.code()));
  }

  private static String word(State state) {
    return switch (state) {
      case SIGNING -> "signing";
      case WAITING -> "waiting";
      case SETTLED -> "ended and settled";
      case ENDED -> "ended, and not all is signed";
    };
  }

  private static void stopAndWait(SigningRun run, CountDownLatch ended) {
    run.stop();
    try {
      ended.await(END_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
