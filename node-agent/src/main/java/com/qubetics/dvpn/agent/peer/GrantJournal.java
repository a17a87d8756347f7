package com.qubetics.dvpn.agent.peer;

import com.qubetics.dvpn.agent.usage.Settled;
import com.qubetics.dvpn.protocol.value.ClockTolerance;
import com.qubetics.dvpn.protocol.value.SessionId;
import com.qubetics.dvpn.wireguard.host.TunnelAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The grants that opened a session at this node, remembered on disk until they expire, so that a
/// grant opens one session whatever the control plane repeats; and how far their bytes are signed
/// for, so that a grant's bytes are not begun anew with each start of the agent.
///
/// Facts: `used SESSION NOTAFTER ADDRESS`, `settled SESSION COUNTED RXRAW TXRAW`, `ended SESSION
/// NOTAFTER`, `floor SECONDS`. A file that is gone, damaged or a copy means that grants may be
/// forgotten: from the first proven time on no grant that begins before it is taken. Times are
/// seconds since 1970, UTC, of a clock that is proven. Not thread-safe.
public final class GrantJournal implements AutoCloseable {
  /// A file that has grown to this, and to four times what it was made with, is written anew.
  private static final long SHRINK_BYTES = 1 << 20;

  private static final int SHRINK_FACTOR = 4;

  /// @param settled how far its bytes are signed for
  public record Entry(TunnelAddress address, long notAfter, boolean ended, Settled settled) {

    static Entry used(TunnelAddress address, long notAfter) {
      return new Entry(address, notAfter, false, Settled.NONE);
    }

    Entry end() {
      return new Entry(address, notAfter, true, settled);
    }

    Entry settle(Settled next) {
      return new Entry(address, notAfter, ended, next);
    }
  }

  private final Path path;
  private final JournalFile file;
  private final Map<SessionId, Entry> entries = new HashMap<>();

  /// Facts that a full disk did not take.
  private final List<String> owed = new ArrayList<>();

  private long floor;
  private boolean floorMissing;
  private long sizeWhenMade;

  GrantJournal(Path path, InstantSource clock) {
    this.path = path;
    this.file = new JournalFile(path, clock);
  }

  /// Makes the empty journal of a new node; leaves one that is there.
  public static void create(Path file) throws IOException {
    JournalFile.create(file, InstantSource.system());
  }

  /// Reads the journal. Nothing is forgotten by it: the clock is not proven yet.
  public static GrantJournal open(Path path) throws IOException {
    return open(path, InstantSource.system());
  }

  /// @param clock that of the kernel, which dates the file's changes
  static GrantJournal open(Path path, InstantSource clock) throws IOException {
    GrantJournal journal = new GrantJournal(path, clock);
    JournalFile.Content content = journal.file.open();
    boolean understood = content.facts().stream().allMatch(journal::take);
    journal.floorMissing = !content.whole() || !understood;
    journal.sizeWhenMade = journal.file.size();
    return journal;
  }

  /// @return whether the fact was understood
  boolean take(String fact) {
    String[] words = fact.split(" ", -1);
    try {
      switch (words[0]) {
        case "floor" -> floor = Math.max(floor, Long.parseLong(words[1]));
        case "used" ->
            entries.put(
                SessionId.parse(words[1]),
                Entry.used(TunnelAddress.parse(words[3]), Long.parseLong(words[2])));
        case "ended" ->
            entries.merge(
                SessionId.parse(words[1]),
                Entry.used(new TunnelAddress(0), Long.parseLong(words[2])).end(),
                (known, ended) -> known.end());
        case "settled" -> {
          Settled settled =
              new Settled(
                  Long.parseLong(words[2]), Long.parseLong(words[3]), Long.parseLong(words[4]));
          entries.computeIfPresent(
              SessionId.parse(words[1]), (session, known) -> known.settle(settled));
        }
        default -> {
          return false;
        }
      }
      return true;
    } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
      return false;
    }
  }

  public Optional<Entry> find(SessionId session) {
    return Optional.ofNullable(entries.get(session));
  }

  /// Grants that begin before this time may have been forgotten.
  public long floor() {
    return floorMissing ? Long.MAX_VALUE : floor;
  }

  /// The clock is proven and shows `now`: a floor that is missing is set, and a file that has grown
  /// is written anew without what has expired. What is owed since a full disk is written first.
  public void keep(long now) throws IOException {
    if (!owed.isEmpty()) {
      file.append(owed, true);
      owed.clear();
    }
    boolean grown =
        file.size() > SHRINK_BYTES && file.size() > SHRINK_FACTOR * Math.max(1, sizeWhenMade);
    if (!floorMissing && !grown) {
      return;
    }
    long next = floorMissing ? now : floor;
    Map<SessionId, Entry> kept = new HashMap<>(entries);
    kept.values().removeIf(entry -> entry.notAfter() < now - ClockTolerance.SECONDS);
    file.rewrite(facts(next, kept));
    entries.keySet().retainAll(kept.keySet());
    floor = next;
    floorMissing = false;
    sizeWhenMade = file.size();
  }

  /// All that it knows, as a new file would say it.
  List<String> facts() {
    return facts(floor, entries);
  }

  private static List<String> facts(long floor, Map<SessionId, Entry> entries) {
    List<String> facts = new ArrayList<>();
    if (floor > 0) {
      facts.add("floor " + floor);
    }
    entries.forEach((session, entry) -> facts.addAll(facts(session, entry)));
    return facts;
  }

  private static List<String> facts(SessionId session, Entry entry) {
    if (entry.ended()) {
      return List.of(endedFact(session, entry));
    }
    return entry.settled().equals(Settled.NONE)
        ? List.of(usedFact(session, entry))
        : List.of(usedFact(session, entry), settledFact(session, entry.settled()));
  }

  /// Remembers opened sessions; on disk when it returns.
  public void used(Map<SessionId, Entry> opened) throws IOException {
    List<String> facts = new ArrayList<>();
    opened.forEach((session, entry) -> facts.add(usedFact(session, entry)));
    file.append(facts, true);
    entries.putAll(opened);
  }

  /// Remembers how far bytes are signed for. Outlives the process; not forced to disk, since a host
  /// that goes down takes WireGuard's counters with it.
  public void settled(SessionId session, Settled settled) throws IOException {
    Entry known = entries.get(session);
    if (known != null) {
      file.append(List.of(settledFact(session, settled)), false);
      entries.put(session, known.settle(settled));
    }
  }

  /// Remembers that sessions are over; on disk when it returns, else by the next [#keep].
  public void ended(Collection<SessionId> sessions) throws IOException {
    List<String> facts = new ArrayList<>();
    for (SessionId session : sessions) {
      Entry entry = entries.get(session);
      if (entry != null && !entry.ended()) {
        facts.add(endedFact(session, entry));
        entries.put(session, entry.end());
      }
    }
    if (!facts.isEmpty()) {
      owed.addAll(facts);
      file.append(owed, true);
      owed.clear();
    }
  }

  /// Makes sure that something can be written; throws if not.
  public void prove() throws IOException {
    Path probe = path.resolveSibling(path.getFileName() + ".probe");
    Files.deleteIfExists(probe);
    JournalFile.create(probe, InstantSource.system());
    Files.delete(probe);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  private static String usedFact(SessionId session, Entry entry) {
    return "used %s %s %s".formatted(session, entry.notAfter(), entry.address());
  }

  private static String settledFact(SessionId session, Settled settled) {
    return "settled %s %s %s %s"
        .formatted(session, settled.counted(), settled.rxRaw(), settled.txRaw());
  }

  private static String endedFact(SessionId session, Entry entry) {
    return "ended %s %s".formatted(session, entry.notAfter());
  }
}
