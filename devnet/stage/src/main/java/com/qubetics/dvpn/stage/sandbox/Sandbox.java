package com.qubetics.dvpn.stage.sandbox;

import com.qubetics.dvpn.stage.StageException;
import com.qubetics.dvpn.stage.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The sandbox as the machine outside sees it: one `unshare` process, whose end the kernel turns
/// into the end of everything inside, whatever state that is in.
///
/// While a starter holds it on the leash (its standard input), the sandbox ends with the starter,
/// so that an interrupted start leaves nothing; [#release] lets it live on.
public final class Sandbox {

  private static final String INIT =
      """
      exec 3<&0
      "$@" <&3 3<&- &
      child=$!
      exec 3<&- </dev/null
      trap 'kill -TERM "$child" 2>/dev/null' TERM INT
      while kill -0 "$child" 2>/dev/null; do wait "$child"; done
      """;

  private final long pid;

  private Sandbox(long pid) {
    this.pid = pid;
  }

  /// How namespaces can be had here: in a user namespace of their own (no privilege needed; as root
  /// too, so that both are the same), or bare, where root is not allowed user namespaces.
  static List<String> unshare() {
    List<String> spaces =
        List.of("--mount", "--net", "--pid", "--fork", "--kill-child", "--mount-proc");
    List<String> inUser = new ArrayList<>(List.of("unshare", "--user", "--map-root-user"));
    inUser.addAll(spaces);
    List<String> bare = new ArrayList<>(List.of("unshare"));
    bare.addAll(spaces);
    for (List<String> form : List.of(inUser, bare)) {
      List<String> probe = new ArrayList<>(form);
      probe.addAll(List.of("ip", "link", "set", "lo", "up"));
      if (Commands.ask(Duration.ofSeconds(20), Map.of(), probe, "").worked()) {
        return form;
      }
    }
    throw new StageException(
        "no namespaces: this user may not make user namespaces and is not root; run as root, or as"
            + " root: sysctl -w user.max_user_namespaces=10000 kernel.unprivileged_userns_clone=1"
            + " kernel.apparmor_restrict_unprivileged_userns=0 (those that exist)");
  }

  /// Starts the sandbox with `command` as the process that everything in it belongs to. Returns at
  /// once.
  public static Started start(Path pidFile, Path log, List<String> command) {
    List<String> line = new ArrayList<>(List.of("setsid"));
    line.addAll(unshare());
    line.addAll(List.of("/bin/sh", "-c", INIT, "sandbox"));
    line.addAll(command);
    try {
      ProcessBuilder builder = new ProcessBuilder(line);
      builder.redirectErrorStream(true);
      builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
      Process process = builder.start();
      Sandbox sandbox = new Sandbox(process.pid());
      PidFile.write(pidFile, process.pid());
      return new Started(sandbox, process);
    } catch (IOException e) {
      throw new StageException("could not start the sandbox: " + e.getMessage(), e);
    }
  }

  /// A sandbox that its starter can still take down by ending.
  public static final class Started {

    private final Sandbox sandbox;
    private final Process process;
    private volatile boolean released;

    private Started(Sandbox sandbox, Process process) {
      this.sandbox = sandbox;
      this.process = process;
    }

    public Sandbox sandbox() {
      return sandbox;
    }

    public Process process() {
      return process;
    }

    public boolean isReleased() {
      return released;
    }

    /// Lets the sandbox outlive this process.
    public void release() {
      try {
        process.getOutputStream().write('r');
        process.getOutputStream().close();
        released = true;
      } catch (IOException e) {
        throw new StageException("the sandbox ended before it was released", e);
      }
    }
  }

  /// The sandbox that a pid file names, if it lives.
  public static Optional<Sandbox> find(Path pidFile) {
    return PidFile.find(pidFile).map(process -> new Sandbox(process.pid()));
  }

  /// Number of its first process on the machine.
  public long pid() {
    return pid;
  }

  public boolean isAlive() {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }

  /// The command, made to run inside, in the control plane's network.
  public List<String> entering(List<String> command) {
    long init = init().orElseThrow(() -> new StageException("the sandbox has ended"));
    boolean inUser = !space(init, "user").equals(space(ProcessHandle.current().pid(), "user"));
    List<String> line = new ArrayList<>(List.of("nsenter", "--target", Long.toString(init)));
    if (inUser) {
      line.addAll(List.of("--user", "--preserve-credentials"));
    }
    line.addAll(List.of("--mount", "--net", "--pid", "--"));
    line.addAll(command);
    return line;
  }

  /// Asks what runs inside to end in order; by force when the limit is over.
  public void stop(Duration limit) {
    init().flatMap(ProcessHandle::of).ifPresent(ProcessHandle::destroy);
    Optional<ProcessHandle> first = ProcessHandle.of(pid);
    long end = System.nanoTime() + limit.toNanos();
    while (isAlive() && System.nanoTime() < end) {
      Waiting.pause(Duration.ofMillis(50));
    }
    first.ifPresent(ProcessHandle::destroyForcibly);
    while (isAlive()) {
      Waiting.pause(Duration.ofMillis(50));
    }
  }

  /// Ends everything at once.
  public void kill() {
    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
  }

  private Optional<Long> init() {
    try {
      String children = Files.readString(Path.of("/proc/" + pid + "/task/" + pid + "/children"));
      return children.isBlank()
          ? Optional.empty()
          : Optional.of(Long.parseLong(children.strip().split(" ")[0]));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static String space(long pid, String kind) {
    try {
      return Files.readSymbolicLink(Path.of("/proc/" + pid + "/ns/" + kind)).toString();
    } catch (IOException e) {
      throw new StageException("could not look at process " + pid, e);
    }
  }
}
