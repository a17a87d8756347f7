package com.qubetics.dvpn.stage.sandbox;

import com.qubetics.dvpn.engines.Deadline;
import com.qubetics.dvpn.stage.StageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/// Programs run to their end, with a limit that stretches on a busy machine.
public final class Commands {

  private Commands() {}

  /// What a program said.
  ///
  /// @param exit its exit code, 124 when the limit ended it
  public record Answer(int exit, String out, String err) {

    private static final int MOST_LINES = 4;

    public boolean worked() {
      return exit == 0;
    }

    /// What it said about a failure: the lines that say ERROR, or else the last ones, without the
    /// places in the code.
    public String complaint() {
      String text = (err.isBlank() ? out : err).strip();
      List<String> lines =
          text.lines().filter(line -> !line.startsWith("\tat ") && !line.isBlank()).toList();
      List<String> errors = lines.stream().filter(line -> line.contains("ERROR")).toList();
      List<String> told = errors.isEmpty() ? lines : errors;
      return String.join(" / ", told.subList(Math.max(0, told.size() - MOST_LINES), told.size()));
    }
  }

  /// Runs a program that has to work.
  public static String run(Duration limit, List<String> command) {
    Answer answer = ask(limit, Map.of(), command, "");
    if (!answer.worked()) {
      throw new StageException(
          "%s: exit code %s: %s"
              .formatted(String.join(" ", command), answer.exit(), answer.complaint()));
    }
    return answer.out();
  }

  /// Runs a program that may fail.
  public static Answer ask(
      Duration limit, Map<String, String> environment, List<String> command, String input) {
    try {
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().putAll(environment);
      Process process = builder.start();
      CompletableFuture<String> out = reading(process.getInputStream());
      CompletableFuture<String> err = reading(process.getErrorStream());
      try (var stdin = process.getOutputStream()) {
        stdin.write(input.getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        // It ended without reading; its exit code says the rest.
      }
      boolean ended = Deadline.in(limit).awaitEnd(process);
      if (!ended) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor(Duration.ofSeconds(5));
      }
      return new Answer(ended ? process.exitValue() : 124, out.join(), err.join());
    } catch (IOException | CompletionException e) {
      throw new StageException("could not run " + command.getFirst() + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StageException("interrupted while running " + command.getFirst(), e);
    }
  }

  private static CompletableFuture<String> reading(InputStream stream) {
    CompletableFuture<String> text = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try (stream) {
                text.complete(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
              } catch (IOException e) {
                text.complete("");
              }
            });
    return text;
  }
}
