package com.qubetics.dvpn.agent.link;

import com.qubetics.dvpn.wire.problem.ProblemCode;

/// A request got no answer, or a refusal.
public final class LinkException extends Exception {
  private static final long serialVersionUID = 1;

  private final String code;
  private final int status;

  /// This host's own word, where there is no problem document.
  public LinkException(ProblemCode code, String message) {
    this(code.name(), 0, message);
  }

  public LinkException(ProblemCode code, String message, Throwable cause) {
    super(message, cause);
    this.code = code.name();
    this.status = 0;
  }

  /// @param code the problem's stable code, or `HTTP_` and the status
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
