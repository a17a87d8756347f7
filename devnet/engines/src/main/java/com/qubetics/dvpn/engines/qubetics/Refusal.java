package com.qubetics.dvpn.engines.qubetics;

import org.jspecify.annotations.Nullable;

/// An error as an answer. Codes are geth's (its `rpc/errors.go`): -32000 unless the error has its
/// own, and only a revert has data.
final class Refusal extends Exception {
  private static final long serialVersionUID = 1L;

  static final int DEFAULT = -32000;
  static final int REVERT = 3;

  private final int code;
  private final @Nullable String data;

  Refusal(int code, String words, @Nullable String data) {
    super(words, null, false, false);
    this.code = code;
    this.data = data;
  }

  Refusal(String words) {
    this(DEFAULT, words, null);
  }

  /// What a check of the pool says. Its reason comes twice: once from the check, and once from
  /// `SendRawTransaction` (Evmos, `rpc/backend/call_tx.go`), which wraps the text in the error of
  /// the code again.
  static Refusal unchecked(String words, String reason) {
    return new Refusal("%s: %s: %s".formatted(words, reason, reason));
  }

  static Refusal argument(int index, String what) {
    return new Refusal(-32602, "invalid argument %s: %s".formatted(index, what), null);
  }

  static Refusal missing(int index) {
    return new Refusal(-32602, "missing value for required argument " + index, null);
  }

  int code() {
    return code;
  }

  String words() {
    return String.valueOf(getMessage());
  }

  @Nullable String data() {
    return data;
  }
}
