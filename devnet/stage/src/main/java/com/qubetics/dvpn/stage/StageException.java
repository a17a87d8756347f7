package com.qubetics.dvpn.stage;

/// Something that a person at the command line has to know in one line: what is wrong and what
/// helps.
public final class StageException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public StageException(String message) {
    super(message);
  }

  public StageException(String message, Throwable cause) {
    super(message, cause);
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
