package com.qubetics.dvpn.agent.wireguard;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Runs one program of the host to its end: an argument list, no shell, bounded time.
public final class Tool {
  /// Many times as long in tests under emulation, where to load nftables' modules takes 14 to 26 s.
  private static final Duration LIMIT =
      Duration.ofSeconds(10L * Integer.getInteger("dvpn.slow", 1));

  private Tool() {}

  /// @return what the program wrote to its standard output
  /// @throws ToolException if it is missing, ran too long or ended with an exit code but 0
  public static String run(List<String> command) throws ToolException {
    return run(command, null, LIMIT);
  }

  /// For what takes longer than a question to the kernel.
  public static String run(List<String> command, Duration limit) throws ToolException {
    return run(command, null, limit);
  }

  /// @param input the program's standard input, for what may not stand in an argument
  public static String run(List<String> command, byte[] input) throws ToolException {
    return run(command, input, LIMIT);
  }

  private static String run(List<String> command, byte @Nullable [] input, Duration limit)
      throws ToolException {
    String name = command.getFirst();
    Process process = start(name, new ProcessBuilder(command));
    try {
      CompletableFuture<String> out = read(process.getInputStream());
      CompletableFuture<String> error = read(process.getErrorStream());
      try (OutputStream stream = process.getOutputStream()) {
        if (input != null) {
          stream.write(input);
        }
      } catch (IOException e) {
        // The program ended without reading all of it; its exit code tells.
      }
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new ToolException(name + ": did not end in time");
      }
      if (process.exitValue() != 0) {
        throw new ToolException(
            "%s: exit code %d: %s".formatted(name, process.exitValue(), firstLine(await(error))));
      }
      return await(out);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ToolException(name + ": interrupted", e);
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

  /// Starts a program that puts itself into the background and outlives this one.
  static void daemon(List<String> command) throws ToolException {
    String name = command.getFirst();
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    Process process = start(name, builder);
    try {
      if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS) || process.exitValue() != 0) {
        throw new ToolException(name + ": did not start");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ToolException(name + ": interrupted", e);
    }
  }

  private static Process start(String name, ProcessBuilder builder) throws ToolException {
    try {
      return builder.start();
    } catch (IOException e) {
      throw new ToolException(name + ": not found or not allowed", e);
    }
  }

  private static CompletableFuture<String> read(InputStream stream) {
    CompletableFuture<String> text = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try (stream) {
                text.complete(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
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
