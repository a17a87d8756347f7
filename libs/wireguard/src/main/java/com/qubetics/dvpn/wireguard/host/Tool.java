package com.qubetics.dvpn.wireguard.host;

import com.qubetics.dvpn.wireguard.host.ToolException.Kind;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Runs one program of the host to its end: an argument list, no shell, bounded time and output.
public final class Tool {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  /// Of each of the two outputs; `wg` lists 60,000 peers in 9 MB.
  private static final int MOST_BYTES = 64 << 20;

  private static final byte[] NOTHING = {};

  private Tool() {}

  /// @return what the program wrote to its standard output
  /// @throws ToolException if it is missing, ran too long or ended with an exit code but 0
  public static String run(List<String> command) throws ToolException {
    return run(command, NOTHING, LIMIT);
  }

  /// For what takes longer than a question to the kernel.
  public static String run(List<String> command, Duration limit) throws ToolException {
    return run(command, NOTHING, limit);
  }

  /// @param input the program's standard input, for what may not stand in an argument
  public static String run(List<String> command, byte[] input) throws ToolException {
    return run(command, input, LIMIT);
  }

  /// A question whose answer may be no.
  ///
  /// @return empty where [#run] throws
  public static Optional<String> ask(List<String> command) {
    try {
      return Optional.of(run(command));
    } catch (ToolException e) {
      return Optional.empty();
    }
  }

  /// Whether the program ends with exit code 0.
  public static boolean succeeds(List<String> command) {
    return ask(command).isPresent();
  }

  static String run(List<String> command, byte[] input, Duration limit) throws ToolException {
    String name = command.getFirst();
    Process process = start(name, new ProcessBuilder(command));
    try {
      CompletableFuture<String> out = read(process.getInputStream());
      CompletableFuture<String> error = read(process.getErrorStream());
      try (OutputStream stream = process.getOutputStream()) {
        stream.write(input);
      } catch (IOException e) {
        // The program ended without reading all of it; its exit code tells.
      }
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new ToolException(Kind.STUCK, name + ": did not end in time");
      }
      if (process.exitValue() != 0) {
        throw new ToolException(
            "%s: exit code %s: %s".formatted(name, process.exitValue(), firstLine(await(error))));
      }
      return await(out);
    } catch (InterruptedException e) {
      throw interrupted(name, e);
    } catch (ExecutionException | TimeoutException e) {
      throw new ToolException(name + ": output unreadable", e);
    } finally {
      process.destroyForcibly();
    }
  }

  /// What a program that does not end by itself writes while something happens, such as a monitor.
  /// It is ended afterwards.
  ///
  /// @param meanwhile what it should see
  public static String overhear(List<String> command, Runnable meanwhile) throws ToolException {
    String name = command.getFirst();
    Process process = start(name, new ProcessBuilder(command));
    try {
      CompletableFuture<String> out = read(process.getInputStream());
      CompletableFuture<String> error = read(process.getErrorStream());
      meanwhile.run();
      if (!process.isAlive()) {
        throw new ToolException(name + ": ended early: " + firstLine(await(error)));
      }
      // Not by the process itself, which would close what is still to be read.
      process.toHandle().destroy();
      return await(out);
    } catch (InterruptedException e) {
      throw interrupted(name, e);
    } catch (ExecutionException | TimeoutException e) {
      throw new ToolException(name + ": output unreadable", e);
    } finally {
      process.destroyForcibly();
    }
  }

  /// Runs a program on this one's own terminal, until it ends by itself or is interrupted there.
  ///
  /// @return its exit code
  public static int show(List<String> command) throws ToolException, InterruptedException {
    return start(command.getFirst(), new ProcessBuilder(command).inheritIO()).waitFor();
  }

  /// Starts a program that puts itself into the background and outlives this one, in a session of
  /// its own: what ends this program's terminal does not end it.
  public static void daemon(List<String> command) throws ToolException {
    String name = command.getFirst();
    List<String> apart = new ArrayList<>(List.of("setsid"));
    apart.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(apart)
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    Process process = start("setsid", builder);
    try {
      boolean ended = process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      if (ended && process.exitValue() == 127) {
        throw new ToolException(Kind.MISSING, name + ": not found");
      }
      if (!ended || process.exitValue() != 0) {
        throw new ToolException(name + ": did not start");
      }
    } catch (InterruptedException e) {
      throw interrupted(name, e);
    }
  }

  private static Process start(String name, ProcessBuilder builder) throws ToolException {
    try {
      return builder.start();
    } catch (IOException e) {
      throw new ToolException(Kind.MISSING, name + ": not found or not allowed", e);
    }
  }

  private static ToolException interrupted(String name, InterruptedException e) {
    Thread.currentThread().interrupt();
    return new ToolException(Kind.INTERRUPTED, name + ": interrupted", e);
  }

  private static CompletableFuture<String> read(InputStream stream) {
    CompletableFuture<String> text = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try (stream) {
                byte[] bytes = stream.readNBytes(MOST_BYTES);
                if (stream.read() >= 0) {
                  throw new IOException("more than %s bytes".formatted(MOST_BYTES));
                }
                text.complete(new String(bytes, StandardCharsets.UTF_8));
              } catch (IOException e) {
                text.completeExceptionally(e);
              }
            });
    return text;
  }

  private static String await(CompletableFuture<String> text)
      throws InterruptedException, ExecutionException, TimeoutException {
    return text.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("no message");
  }
}
