package com.qubetics.dvpn.wireguard.host;

import org.jspecify.annotations.Nullable;

/// A program of the host did not do what it was asked to. The message names the program, not its
/// arguments.
public final class ToolException extends Exception {
  private static final long serialVersionUID = 1;

  private final Kind kind;

  /// What went wrong.
  public enum Kind {
    MISSING,
    STUCK,
    FAILED,
    INTERRUPTED
  }

  ToolException(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  ToolException(Kind kind, String message) {
    this(kind, message, null);
  }

  public ToolException(String message) {
    this(Kind.FAILED, message, null);
  }

  public ToolException(String message, Throwable cause) {
    this(Kind.FAILED, message, cause);
  }

  public Kind kind() {
    return kind;
  }
}
