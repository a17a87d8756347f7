package com.qubetics.dvpn.admin.deploy;

import com.qubetics.dvpn.evm.ChainException;
import com.qubetics.dvpn.evm.rpc.RpcError;
import java.util.function.Supplier;

/// What an endpoint answers does not tell whether all is well: it lacks blocks, or does not show
/// what is known to be there.
public final class UncertainException extends ChainException {
  private static final long serialVersionUID = 1;

  UncertainException(String message) {
    super(message);
  }

  private UncertainException(String message, Throwable cause) {
    super(message, cause);
  }

  /// @param what can't be told where the question has no usable answer
  static <T> T unlessTold(String what, Supplier<T> question) {
    try {
      return question.get();
    } catch (UncertainException e) {
      throw e;
    } catch (ChainException e) {
      if (e instanceof RpcError refused && refused.isRevert()) {
        throw e;
      }
      throw new UncertainException(
          what + " can't be told from what the endpoint answers: " + e.getMessage(), e);
    }
  }
}
