package com.qubetics.dvpn.agent.wireguard;

/// A program of the host did not do what it was asked to. The message names the program, not its
/// arguments.
public final class ToolException extends Exception {
  private static final long serialVersionUID = 1;

  public ToolException(String message) {
    super(message);
  }

  public ToolException(String message, Throwable cause) {
    super(message, cause);
  }
}
