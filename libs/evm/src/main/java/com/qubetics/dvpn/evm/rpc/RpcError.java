package com.qubetics.dvpn.evm.rpc;

import com.qubetics.dvpn.evm.ChainException;
import com.qubetics.dvpn.protocol.value.Hex;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The node answered a call with an error; a refusal by a contract is one with data.
public final class RpcError extends ChainException {
  private static final long serialVersionUID = 1;
  private static final Pattern DATA = Pattern.compile("0x([0-9a-fA-F]{2})*");

  private final int code;
  private final String words;
  private final @Nullable String data;

  RpcError(String method, int status, int code, String words, @Nullable String data) {
    super(
        "%s: HTTP %d refused: %s (code %d)".formatted(method, status, Answer.excerpt(words), code));
    this.code = code;
    this.words = Answer.excerpt(words);
    this.data = data;
  }

  public int code() {
    return code;
  }

  /// The endpoint's own, without method and status.
  public String words() {
    return words;
  }

  /// The ABI-encoded custom error of a contract that refused.
  public Optional<byte[]> revertData() {
    return Optional.ofNullable(data).filter(text -> DATA.matcher(text).matches()).map(Hex::parse);
  }

  /// Whether a contract refused, as opposed to the node.
  public boolean isRevert() {
    return code == 3 || revertData().isPresent() || words.contains("revert");
  }
}
