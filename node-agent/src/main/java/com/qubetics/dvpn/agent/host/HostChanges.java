package com.qubetics.dvpn.agent.host;

import com.qubetics.dvpn.agent.host.RecordedChanges.Made;
import com.qubetics.dvpn.wire.json.JsonException;
import com.qubetics.dvpn.wireguard.host.ToolException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What setup has changed on this host, and what was there before.
///
/// A change is recorded, with what it replaces, before it is made: whatever is interrupted, the
/// next setup goes on and uninstall takes everything back. What was there before the first setup
/// stays recorded however often setup runs. One process at a time.
public final class HostChanges {
  private final Path record;
  private final Host host;

  /// What became of one change when it was taken back.
  ///
  /// @param restored false: the place holds something else by now, so it was left alone
  public record Undone(HostChange change, boolean restored) {}

  /// @param record in the agent's folder
  public HostChanges(Path record, Host host) {
    this.record = record;
    this.host = host;
  }

  /// Those of the wanted changes that the host does not have yet. Changes nothing.
  public List<HostChange> missing(List<HostChange> wanted) throws IOException, ToolException {
    List<HostChange> missing = new ArrayList<>();
    for (HostChange change : wanted) {
      if (!change.holds(host)) {
        missing.add(change);
      }
    }
    return missing;
  }

  /// Makes the wanted changes in their order.
  ///
  /// @return those that were missing
  public List<HostChange> make(List<HostChange> wanted) throws IOException, ToolException {
    List<HostChange> missing = missing(wanted);
    for (HostChange change : missing) {
      note(change);
      change.set(host, Optional.of(change.wanted()));
    }
    return missing;
  }

  private void note(HostChange change) throws IOException, ToolException {
    List<Made> made = new ArrayList<>(read());
    for (int i = 0; i < made.size(); i++) {
      if (made.get(i).change().place().equals(change.place())) {
        made.set(i, new Made(change, made.get(i).before()));
        write(made);
        return;
      }
    }
    made.add(new Made(change, change.present(host).orElse(null)));
    write(made);
  }

  /// Takes back all that was made, the last one first. What fails stays recorded and ends this with
  /// its error; running it again goes on from there.
  public List<Undone> undo() throws IOException, ToolException {
    List<Made> made = new ArrayList<>(read());
    List<Undone> undone = new ArrayList<>();
    while (!made.isEmpty()) {
      Made last = made.getLast();
      Optional<String> before = Optional.ofNullable(last.before());
      boolean ours = last.change().holds(host) || last.change().present(host).equals(before);
      if (ours) {
        last.change().set(host, before);
      }
      undone.add(new Undone(last.change(), ours));
      made.removeLast();
      write(made);
    }
    Files.deleteIfExists(record);
    return undone;
  }

  private List<Made> read() throws IOException {
    try {
      return RecordedChanges.parse(Files.readAllBytes(record)).made();
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (JsonException e) {
      throw new IOException(record.getFileName() + ": unreadable: " + e.getMessage(), e);
    }
  }

  private void write(List<Made> made) throws IOException {
    Path fresh = record.resolveSibling(record.getFileName() + ".new");
    Files.writeString(
        fresh,
        new RecordedChanges(made).json(),
        StandardOpenOption.CREATE,
        StandardOpenOption.TRUNCATE_EXISTING,
        StandardOpenOption.WRITE,
        StandardOpenOption.SYNC);
    Files.move(fresh, record, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
