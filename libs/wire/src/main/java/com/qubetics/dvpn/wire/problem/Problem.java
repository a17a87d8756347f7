package com.qubetics.dvpn.wire.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.qubetics.dvpn.wire.session.Attempt;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A refusal as the caller reads it (docs/protocol.md, section 8).
///
/// @param type `urn:dvpn:problem:` and the code
/// @param code stable, capitals with underscores: the name of a [ProblemCode], of an HTTP status or
///   of a contract's error; a text, since any of them may be newer than the reader
/// @param title the HTTP status in words
/// @param detail one sentence with the remedy; no secret, no client address
/// @param field the parameter or member that is not what the call takes, if it is one
/// @param attempts the candidates of a session that none took
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(
    @Nullable String type,
    @Nullable String code,
    @Nullable String title,
    int status,
    @Nullable String detail,
    @Nullable String field,
    @Nullable List<Attempt> attempts) {
  private static final String TYPE = "urn:dvpn:problem:";

  public static Problem of(
      String code,
      String title,
      int status,
      @Nullable String detail,
      @Nullable String field,
      @Nullable List<Attempt> attempts) {
    return new Problem(TYPE + code, code, title, status, detail, field, attempts);
  }
}
