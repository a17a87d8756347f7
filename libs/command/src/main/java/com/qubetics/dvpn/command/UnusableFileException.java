package com.qubetics.dvpn.command;

import java.io.IOException;
import java.nio.file.Path;

/// A file that the user named, or that is known by its name, can't be used. The message says which,
/// and why, and shows none of its content; there is no cause, whose message could.
public final class UnusableFileException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  private final String code;
  private final String remedy;

  /// @param name of the option that named the file, or what it is
  /// @param reason what follows the file's name in a sentence, such as `is empty`
  public UnusableFileException(String name, Path file, String reason, String remedy) {
    this(name, file, "FILE", reason, remedy);
  }

  private UnusableFileException(String name, Path file, String code, String reason, String remedy) {
    super("%s %s %s".formatted(name, file, reason));
    this.code = code;
    this.remedy = remedy;
  }

  /// @param failure of the file system, or one whose message follows the file's name in a sentence
  public static UnusableFileException of(String name, Path file, IOException failure) {
    FileFault fault = FileFault.of(failure);
    if (!FileFault.isOne(failure) && failure.getMessage() != null) {
      String reason = PlainWords.of(failure.getMessage());
      return new UnusableFileException(name, file, reason, "name another file");
    }
    return new UnusableFileException(name, file, fault.code(), fault.text(), fault.remedy());
  }

  /// As [FileFault#code].
  public String code() {
    return code;
  }

  public String remedy() {
    return remedy;
  }
}
