package com.qubetics.dvpn.client.gateway;

/// No answer: the gateway (or RPC endpoint) was not reached, or what came back is no answer.
public class GatewayException extends RuntimeException {
  public GatewayException(String message, Throwable cause) {
    super(message, cause);
  }

  public GatewayException(String message) {
    super(message);
  }
}
