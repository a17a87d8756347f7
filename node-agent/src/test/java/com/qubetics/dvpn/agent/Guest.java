package com.qubetics.dvpn.agent;

import com.qubetics.dvpn.wireguard.host.BareDebian;
import com.qubetics.dvpn.wireguard.host.Tool;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A machine under emulation (scripts/guest) whose first process is the systemd of a [BareDebian].
/// Its one network, by a module that it has to load, leads to the namespace of the thread that
/// makes it. It takes commands on its second serial line.
final class Guest implements AutoCloseable {
  private static final Duration BOOT = Duration.ofMinutes(8);
  private static final Duration COMMAND = Duration.ofMinutes(3);
  private static final String TAP = "guest";

  private final Process machine;
  private final SocketChannel line;
  private final DataInputStream answers;

  /// What a command did.
  record Answer(int code, String text) {}

  /// @param outside the namespace's own address in the guest's network
  /// @param kernel folder of scripts/guest
  /// @param console gets what the guest writes on its console
  Guest(BareDebian debian, String outside, Path kernel, Path console) throws Exception {
    Tool.run(List.of("ip", "tuntap", "add", "dev", TAP, "mode", "tap"));
    Tool.run(List.of("ip", "address", "add", outside, "dev", TAP));
    Tool.run(List.of("ip", "link", "set", "dev", TAP, "up"));
    for (String file : List.of("commands", "commands.service")) {
      try (InputStream in = Guest.class.getResourceAsStream("/guest/" + file)) {
        Files.copy(Objects.requireNonNull(in), debian.shared().resolve(file));
      }
    }
    debian.run("cp", "/mnt/commands.service", "/etc/systemd/system/");
    debian.run("systemctl", "enable", "commands.service");
    debian.run("systemctl", "mask", "getty.target", "serial-getty@ttyS0.service");
    // No udev is there to find it.
    debian.run("sh", "-c", "echo virtio_net >/etc/modules-load.d/guest.conf");
    Path socket = debian.shared().resolve("commands.socket");
    machine =
        debian
            .outside(
                Path.of("../scripts/guest").toAbsolutePath().normalize().toString(),
                kernel.toString(),
                debian.root().toString(),
                "systemd.show_status=1",
                "-m",
                "3072",
                "-serial",
                "unix:" + socket + ",server=on,wait=off",
                "-netdev",
                "tap,id=outside,ifname=" + TAP + ",script=no,downscript=no",
                "-device",
                "virtio-net-pci,netdev=outside")
            .redirectErrorStream(true)
            .redirectOutput(console.toFile())
            .start();
    line = connected(socket);
    answers = new DataInputStream(Channels.newInputStream(line));
  }

  /// Waits until it takes commands.
  void awaitReady() throws Exception {
    String first = within(BOOT, () -> word('\n'));
    if (!first.equals("ready")) {
      throw new IOException("guest: its first word was " + first);
    }
  }

  /// Runs a line of bash to its end, for 3 minutes at most.
  ///
  /// @return what it wrote
  String run(String command) throws Exception {
    Answer answer = attempt(COMMAND, command);
    if (answer.code() != 0) {
      throw new IOException("%s: %s: %s".formatted(command, answer.code(), answer.text()));
    }
    return answer.text();
  }

  Answer attempt(Duration limit, String command) throws Exception {
    if (command.contains("\n")) {
      throw new IllegalArgumentException("command: of several lines (expected: one)");
    }
    line.write(ByteBuffer.wrap((command + "\n").getBytes(StandardCharsets.UTF_8)));
    return within(
        limit,
        () -> {
          int code = Integer.parseInt(word(' '));
          byte[] text = new byte[Integer.parseInt(word('\n'))];
          answers.readFully(text);
          return new Answer(code, new String(text, StandardCharsets.UTF_8));
        });
  }

  private String word(char end) throws IOException {
    StringBuilder word = new StringBuilder();
    for (char next = letter(); next != end; next = letter()) {
      word.append(next);
    }
    return word.toString();
  }

  private char letter() throws IOException {
    return (char) answers.readUnsignedByte();
  }

  private interface Reading<T> {
    T read() throws IOException;
  }

  private static <T> T within(Duration limit, Reading<T> reading) throws Exception {
    CompletableFuture<T> result = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                result.complete(reading.read());
              } catch (Throwable e) {
                result.completeExceptionally(e);
              }
            });
    try {
      return result.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IOException("guest: no answer within " + limit.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw new IOException("guest: gone", e);
    }
  }

  private SocketChannel connected(Path socket) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
    while (true) {
      try {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(socket));
        return channel;
      } catch (IOException e) {
        if (!machine.isAlive() || System.nanoTime() > deadline) {
          throw new IOException("guest: did not start", e);
        }
        Thread.sleep(200);
      }
    }
  }

  /// Has it power off. A guest that does not is ended with its [BareDebian].
  @Override
  public void close() throws Exception {
    if (machine.isAlive()) {
      line.write(ByteBuffer.wrap("systemctl poweroff\n".getBytes(StandardCharsets.UTF_8)));
      machine.waitFor(90, TimeUnit.SECONDS);
    }
    line.close();
  }
}
