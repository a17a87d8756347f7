package com.qubetics.dvpn.agent.link;

/// A request got no answer, or a refusal.
public final class LinkException extends Exception {
  private static final long serialVersionUID = 1;

  private final String code;
  private final int status;

  /// @param code the problem's stable code, or `UNREACHABLE` and the like where there is no problem
  ///   document
  public LinkException(String code, String message) {
    this(code, 0, message);
  }

  public LinkException(String code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
    this.status = 0;
  }

  LinkException(String code, int status, String message) {
    super(message);
    this.code = code;
    this.status = status;
  }

  /// The same with a sentence more.
  LinkException and(String sentence) {
    LinkException more = new LinkException(code, status, getMessage() + "; " + sentence);
    more.initCause(this);
    return more;
  }

  public String code() {
    return code;
  }

  /// Whether the same request will be refused again, whenever it is sent.
  public boolean isFinal() {
    return status == 400 || status == 404 || status == 409 || status == 413 || status == 422;
  }
}
