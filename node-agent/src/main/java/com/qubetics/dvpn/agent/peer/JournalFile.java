package com.qubetics.dvpn.agent.peer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// An append-only file of facts, one per line: `CRC FACT`. The first names the file's own inode, so
/// that a copy put in its place is known for one; lines `at SECONDS` say when the next were
/// written, so that a copy written over it is: the kernel's time of the file's last change is later
/// than the last of them. A torn last line is what a crash leaves and is cut off. Not thread-safe.
final class JournalFile implements AutoCloseable {

  /// @param facts in the order in which they were written
  /// @param whole false if facts may be missing: the file is gone, damaged or a copy
  record Content(List<String> facts, boolean whole) {
    Content {
      facts = List.copyOf(facts);
    }
  }

  /// A line `at` is written this often at most.
  private static final long AT_SECONDS = 20;

  /// How much later than the last of them the file's last change may be: a slow disk's time.
  private static final long TOLERANCE_SECONDS = 60;

  private static final String AT = "at ";

  private final Path file;
  private final InstantSource clock;
  private @Nullable FileChannel channel;
  private long lastAt;

  /// @param clock that of the kernel, which dates the file's changes
  JournalFile(Path file, InstantSource clock) {
    this.file = file;
    this.clock = clock;
  }

  /// Makes a file without facts; leaves one that is there.
  static void create(Path file, InstantSource clock) throws IOException {
    if (!Files.exists(file)) {
      try (JournalFile fresh = new JournalFile(file, clock)) {
        fresh.rewrite(List.of());
      }
    }
  }

  /// Reads what is there. One that is whole can be appended to from here on.
  Content open() throws IOException {
    if (!Files.exists(file)) {
      return new Content(List.of(), false);
    }
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    Parsed parsed = parse(text);
    return parsed.damaged()
        ? new Content(parsed.facts(), false)
        : opened(parsed.facts(), parsed.length(), text.length());
  }

  /// @param length of the whole lines up to the first that is none
  /// @param damaged whether lines follow one that is none
  record Parsed(List<String> facts, int length, boolean damaged) {}

  /// @param text one character per byte
  static Parsed parse(String text) {
    List<String> facts = new ArrayList<>();
    int from = 0;
    for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      String line = text.substring(from, end);
      String fact = line.length() > 9 ? line.substring(9) : "";
      if (!line(fact).equals(line + "\n")) {
        return new Parsed(facts, from, end < text.length() - 1);
      }
      facts.add(fact);
      from = end + 1;
    }
    return new Parsed(facts, from, false);
  }

  private Content opened(List<String> facts, long length, long lengthBefore) throws IOException {
    boolean own = !facts.isEmpty() && facts.getFirst().equals(name(file)) && !isWrittenOver(facts);
    List<String> rest = facts.stream().skip(1).filter(fact -> !fact.startsWith(AT)).toList();
    if (own) {
      FileChannel opened = FileChannel.open(file, StandardOpenOption.WRITE);
      opened.truncate(length);
      opened.position(length);
      channel = opened;
      if (length < lengthBefore) {
        append(List.of(), false);
      }
    }
    return new Content(rest, own);
  }

  /// A file without such lines is one of an older version.
  private boolean isWrittenOver(List<String> facts) throws IOException {
    long changed = ((FileTime) Files.getAttribute(file, "unix:ctime")).toInstant().getEpochSecond();
    return facts.stream()
        .filter(fact -> fact.matches(AT + "[0-9]{1,15}"))
        .reduce((before, last) -> last)
        .filter(
            last ->
                changed - Long.parseLong(last, AT.length(), last.length(), 10) > TOLERANCE_SECONDS)
        .isPresent();
  }

  long size() throws IOException {
    return channel == null ? 0 : channel.position();
  }

  /// Appends facts together or not at all: a failed append is cut off again, so that it can't end
  /// up in the middle of the file.
  ///
  /// @param force whether they are on disk when it returns; else they survive the process, not the
  ///   host
  void append(List<String> facts, boolean force) throws IOException {
    FileChannel open = channel;
    if (open == null) {
      throw new IOException("journal: not whole (expected: a rewrite first)");
    }
    long before = open.position();
    try {
      write(open, dated(facts), force);
    } catch (IOException e) {
      lastAt = 0;
      open.truncate(before);
      open.position(before);
      throw e;
    }
  }

  private List<String> dated(List<String> facts) {
    long now = clock.instant().getEpochSecond();
    if (!facts.isEmpty() && Math.abs(now - lastAt) < AT_SECONDS) {
      return facts;
    }
    lastAt = now;
    List<String> dated = new ArrayList<>(List.of(AT + now));
    dated.addAll(facts);
    return dated;
  }

  /// Puts a new file with these facts in the place of the old one, in one step.
  void rewrite(List<String> facts) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    Files.createFile(
        fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    FileChannel next = FileChannel.open(fresh, StandardOpenOption.WRITE);
    try {
      lastAt = 0;
      List<String> all = new ArrayList<>(List.of(name(fresh)));
      all.addAll(dated(facts));
      write(next, all, true);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      next.close();
      throw e;
    }
    try (FileChannel directory = FileChannel.open(file.toAbsolutePath().getParent())) {
      directory.force(true);
    }
    close();
    channel = next;
  }

  @Override
  public void close() throws IOException {
    if (channel != null) {
      channel.close();
      channel = null;
    }
  }

  private static String name(Path file) throws IOException {
    return "file " + Files.getAttribute(file, "unix:ino");
  }

  private static void write(FileChannel channel, List<String> facts, boolean force)
      throws IOException {
    StringBuilder text = new StringBuilder();
    facts.forEach(fact -> text.append(line(fact)));
    ByteBuffer bytes = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.US_ASCII));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    if (force) {
      channel.force(true);
    }
  }

  static String line(String fact) {
    CRC32C crc = new CRC32C();
    crc.update(fact.getBytes(StandardCharsets.ISO_8859_1));
    return String.format(Locale.ROOT, "%08x %s\n", crc.getValue(), fact);
  }
}
