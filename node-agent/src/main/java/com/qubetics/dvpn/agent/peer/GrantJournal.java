package com.qubetics.dvpn.agent.peer;

import com.qubetics.dvpn.agent.wireguard.TunnelAddress;
import com.qubetics.dvpn.protocol.value.SessionId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;

/// The grants that opened a session at this node, remembered on disk until they expire, so that a
/// grant opens one session whatever the control plane repeats.
///
/// An append-only text file, one line per fact: `CRC used SESSION NOTAFTER ADDRESS`, `CRC ended
/// SESSION NOTAFTER`, `CRC floor SECONDS`. A torn last line is what a crash leaves and is cut off.
/// Any other damage, or a missing file, means that grants may be forgotten: the journal begins anew
/// with a floor, and no grant that begins before the floor is taken. Not thread-safe.
public final class GrantJournal implements AutoCloseable {

  /// @param notAfter seconds since 1970, UTC
  public record Entry(TunnelAddress address, long notAfter, boolean ended) {}

  private final Path file;
  private final Map<SessionId, Entry> entries = new HashMap<>();
  private long floor;
  private FileChannel channel;

  private GrantJournal(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /// Makes the empty journal of a new node; leaves one that is there.
  public static void create(Path file) throws IOException {
    if (!Files.exists(file)) {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
  }

  /// Reads the journal and writes it anew without what has expired.
  ///
  /// @param now seconds since 1970, UTC
  public static GrantJournal open(Path file, long now) throws IOException {
    Map<SessionId, Entry> entries = new HashMap<>();
    long floor = read(file, entries, now);
    entries.values().removeIf(entry -> entry.notAfter() + GrantCheck.TOLERANCE_SECONDS < now);

    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    StringBuilder text = new StringBuilder();
    if (floor > 0) {
      text.append(line("floor " + floor));
    }
    entries.forEach(
        (session, entry) ->
            text.append(
                line(entry.ended() ? ended(session, entry.notAfter()) : used(session, entry))));
    Files.deleteIfExists(fresh);
    create(fresh);
    FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE);
    write(channel, text.toString());
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel directory = FileChannel.open(file.toAbsolutePath().getParent())) {
      directory.force(true);
    }
    GrantJournal journal = new GrantJournal(file, channel);
    journal.entries.putAll(entries);
    journal.floor = floor;
    return journal;
  }

  /// @return the floor: 0, unless grants may have been forgotten
  private static long read(Path file, Map<SessionId, Entry> entries, long now) throws IOException {
    if (!Files.exists(file)) {
      return now;
    }
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    long floor = 0;
    int from = 0;
    while (from < text.length()) {
      int end = text.indexOf('\n', from);
      if (end < 0) {
        break; // torn
      }
      long stated = parse(text.substring(from, end), entries);
      if (stated < 0) {
        boolean last = end == text.length() - 1;
        return last ? floor : now;
      }
      floor = Math.max(floor, stated);
      from = end + 1;
    }
    return floor;
  }

  /// @return the floor that the line states, 0 for another fact, -1 if it is damaged
  private static long parse(String line, Map<SessionId, Entry> entries) {
    String[] words = line.split(" ", -1);
    if (words.length < 3 || !line.equals(line(line.substring(words[0].length() + 1)).strip())) {
      return -1;
    }
    try {
      switch (words[1]) {
        case "floor" -> {
          return Long.parseLong(words[2]);
        }
        case "used" ->
            entries.put(
                SessionId.parse(words[2]),
                new Entry(TunnelAddress.parse(words[4]), Long.parseLong(words[3]), false));
        case "ended" ->
            entries.put(
                SessionId.parse(words[2]),
                new Entry(new TunnelAddress(0), Long.parseLong(words[3]), true));
        default -> {
          return -1;
        }
      }
      return 0;
    } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
      return -1;
    }
  }

  public Optional<Entry> find(SessionId session) {
    return Optional.ofNullable(entries.get(session));
  }

  /// Grants that begin before this time (seconds since 1970, UTC) may have been forgotten.
  public long floor() {
    return floor;
  }

  /// Remembers opened sessions; on disk when it returns.
  public void used(Map<SessionId, Entry> opened) throws IOException {
    StringBuilder text = new StringBuilder();
    opened.forEach((session, entry) -> text.append(line(used(session, entry))));
    append(text.toString());
    entries.putAll(opened);
  }

  /// Remembers that sessions are over; on disk when it returns.
  public void ended(Collection<SessionId> sessions) throws IOException {
    StringBuilder text = new StringBuilder();
    List<SessionId> known = new ArrayList<>();
    for (SessionId session : sessions) {
      Entry entry = entries.get(session);
      if (entry != null && !entry.ended()) {
        known.add(session);
        text.append(line(ended(session, entry.notAfter())));
        entries.put(session, new Entry(entry.address(), entry.notAfter(), true));
      }
    }
    if (!known.isEmpty()) {
      append(text.toString());
    }
  }

  /// Makes sure that something can be written; throws if not.
  public void prove() throws IOException {
    Path probe = file.resolveSibling(file.getFileName() + ".probe");
    Files.deleteIfExists(probe);
    create(probe);
    try (FileChannel out = FileChannel.open(probe, StandardOpenOption.WRITE)) {
      write(out, line("probe 0"));
    }
    Files.delete(probe);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /// A failed append is cut off again, so that it can't end up in the middle of the file.
  private void append(String text) throws IOException {
    long before = channel.position();
    try {
      write(channel, text);
    } catch (IOException e) {
      channel.truncate(before);
      channel.position(before);
      throw e;
    }
  }

  private static void write(FileChannel channel, String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    channel.force(true);
  }

  private static String used(SessionId session, Entry entry) {
    return "used %s %d %s".formatted(session, entry.notAfter(), entry.address());
  }

  private static String ended(SessionId session, long notAfter) {
    return "ended %s %d".formatted(session, notAfter);
  }

  private static String line(String fact) {
    CRC32C crc = new CRC32C();
    crc.update(fact.getBytes(StandardCharsets.ISO_8859_1));
    return "%08x %s\n".formatted(crc.getValue(), fact);
  }
}
