package com.qubetics.dvpn.client.tunnel;

import com.qubetics.dvpn.client.gateway.ProblemException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// One run of a tool of the system.
final class Tool {
  private static final long LIMIT_SECONDS = 10;

  private Tool() {}

  /// @param out standard output and error together
  record Result(int exit, String out) {
    boolean ok() {
      return exit == 0;
    }
  }

  static Result run(String... command) {
    return run(new byte[0], List.of(command));
  }

  /// @param input given on standard input, which is where keys go
  static Result run(byte[] input, List<String> command) {
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new ProblemException(0, "TOOL_MISSING", "cannot start " + command.getFirst());
    }
    try {
      try (OutputStream stdin = process.getOutputStream()) {
        stdin.write(input);
      } catch (IOException e) {
        // The tool ended without reading; its exit code says why.
      }
      // All outputs are far below a pipe's buffer, so waiting before reading cannot block.
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new ProblemException(0, "TOOL_STUCK", command.getFirst() + " did not end");
      }
      byte[] out = process.getInputStream().readAllBytes();
      return new Result(process.exitValue(), new String(out, StandardCharsets.UTF_8).strip());
    } catch (IOException e) {
      throw new ProblemException(0, "TOOL_FAILED", command.getFirst() + ": output was cut off");
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new ProblemException(0, "INTERRUPTED", "interrupted");
    }
  }

  static String require(byte[] input, List<String> command) {
    Result result = run(input, command);
    if (!result.ok()) {
      throw new ProblemException(
          0, "TOOL_FAILED", "%s: %s".formatted(String.join(" ", command), result.out()));
    }
    return result.out();
  }
}
