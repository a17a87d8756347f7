package com.qubetics.dvpn.chain.rpc;

import com.qubetics.dvpn.chain.ChainException;
import com.qubetics.dvpn.protocol.value.Hex;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The node answered a call with an error; a refusal by a contract is one with data.
public final class RpcError extends ChainException {
  private static final long serialVersionUID = 1;

  private final int code;
  private final @Nullable String data;

  RpcError(int code, String message, @Nullable String data) {
    super(message);
    this.code = code;
    this.data = data;
  }

  public int code() {
    return code;
  }

  /// The ABI-encoded custom error of a contract that refused.
  public Optional<byte[]> revertData() {
    return Optional.ofNullable(data).filter(text -> text.startsWith("0x")).map(Hex::parse);
  }

  /// Whether a contract refused, as opposed to the node.
  public boolean isRevert() {
    return code == 3 || revertData().isPresent() || String.valueOf(getMessage()).contains("revert");
  }
}
