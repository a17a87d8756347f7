package com.qubetics.dvpn.stage;

/// Something that a person at the command line has to know: what was expected, what was seen
/// instead, or what is wrong and what helps.
public final class StageException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public StageException(String message) {
    super(message);
  }

  public StageException(String message, Throwable cause) {
    super(message, cause);
  }

  /// A check that did not hold.
  public static StageException unmet(String expected, String seen) {
    return new StageException("expected: " + expected + "; seen: " + seen);
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
