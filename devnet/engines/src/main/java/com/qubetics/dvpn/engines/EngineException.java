package com.qubetics.dvpn.engines;

/// An engine that is missing on this machine, did not start, or stopped answering. Tests never skip
/// for it.
public final class EngineException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public EngineException(String message) {
    super(message);
  }

  public EngineException(String message, Throwable cause) {
    super(message, cause);
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
