package com.qubetics.dvpn.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/// What is said to the user where a command has failed: one thing, and what to do about it.
///
/// @param code stable: those of [FileFault], `USAGE`, `FAILED`, `INTERNAL`
/// @param detail without Java's names
/// @param remedy may be empty
public record Failure(String code, String detail, String remedy) {
  public static final String USAGE = "USAGE";
  public static final String FAILED = "FAILED";

  /// A fault of the program itself.
  public static final String INTERNAL = "INTERNAL";

  /// @param program for messages
  /// @param folder where the details of an internal fault go, if it is there and can be written
  public static Failure of(Throwable failure, String program, Path folder) {
    return switch (failure) {
      case UnusableFileException e -> new Failure(e.code(), said(e), e.remedy());
      case UncheckedIOException e -> ofFile(own(e), Objects.requireNonNull(e.getCause()));
      case IOException e -> ofFile("", e);
      case IllegalArgumentException e -> new Failure(USAGE, said(e), "");
      default -> internal(failure, program, folder);
    };
  }

  /// One that its message tells whole.
  public static Failure failed(Throwable failure) {
    return new Failure(FAILED, said(failure), "");
  }

  /// Whether nobody but the programmers can do something about it.
  public boolean isInternal() {
    return code.equals(INTERNAL);
  }

  public static Failure internal(Throwable failure, String program, Path folder) {
    Optional<Path> details = FaultFile.write(failure, program, folder);
    return new Failure(
        INTERNAL,
        program + " has a fault; it is not in what you gave it",
        details
            .map(file -> "report it with what is in " + file)
            .orElse("its details could not be written: report what you did"));
  }

  /// What the program says of it itself; empty if that is just the cause.
  private static String own(UncheckedIOException e) {
    String message = String.valueOf(e.getMessage());
    return message.equals(String.valueOf(e.getCause())) ? "" : message;
  }

  private static Failure ofFile(String own, IOException e) {
    if (!FileFault.isOne(e)) {
      String told = own.isEmpty() ? said(e) : own.contains(said(e)) ? own : own + ": " + said(e);
      return new Failure(FAILED, PlainWords.of(told), "");
    }
    FileFault fault = FileFault.of(e);
    Path file = FileFault.file(e);
    String about = file == null ? "a file " + fault.text() : file + " " + fault.text();
    return new Failure(fault.code(), own.isEmpty() ? about : own + ": " + about, fault.remedy());
  }

  private static String said(Throwable failure) {
    String message = failure.getMessage();
    return message == null ? "failed without a reason" : PlainWords.of(message);
  }

  /// `CODE: detail`, and the remedy in a second line.
  public String text() {
    String first = code + ": " + detail;
    return remedy.isEmpty() ? first : first + System.lineSeparator() + remedy;
  }
}
