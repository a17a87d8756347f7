package com.qubetics.dvpn.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// Tools that tests of real networks need.
public final class Shell {
  private Shell() {}

  /// @param text standard output and error together
  public record Result(int exit, String text) {}

  public static Result run(String... command) throws IOException, InterruptedException {
    return runWithInput("", command);
  }

  /// The same in a network namespace.
  public static Result inSpace(String space, String... command)
      throws IOException, InterruptedException {
    return run(
        Stream.concat(Stream.of("ip", "netns", "exec", space), Arrays.stream(command))
            .toArray(String[]::new));
  }

  public static Result runWithInput(String input, String... command)
      throws IOException, InterruptedException {
    Process process = new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
    try (var stdin = process.outputWriter()) {
      stdin.write(input);
    } catch (IOException e) {
      // It ended without reading.
    }
    String text = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    return new Result(process.waitFor(), text);
  }
}
