package com.qubetics.dvpn.http.caller;

import java.time.Clock;

/// Prints what a request's token costs both sides on this machine: `java …TokenCost`.
final class TokenCost {
  private static final int WARM_UP = 5_000;
  private static final int ROUNDS = 20_000;

  private TokenCost() {}

  static void main() {
    TestIssuers issuers = new TestIssuers("gateway");
    TokenSigner signer = issuers.signer("gateway", Clock.systemUTC());
    TokenVerifier verifier = issuers.verifier("session-ledger", Clock.systemUTC());
    RequestLine request = new RequestLine("GET", "/api/v1/agent/peers?after=1:2");
    String token = "";
    for (int i = 0; i < WARM_UP; i++) {
      token = signer.authorization("session-ledger", TestIssuers.node(i), null, request);
      verifier.verify(token, request);
    }
    long begin = System.nanoTime();
    for (int i = 0; i < ROUNDS; i++) {
      token = signer.authorization("session-ledger", TestIssuers.node(i), null, request);
    }
    long signed = System.nanoTime();
    for (int i = 0; i < ROUNDS; i++) {
      verifier.verify(token, request);
    }
    long verified = System.nanoTime();
    System.out.printf(
        "sign %s us, verify %s us, %s characters%n",
        (signed - begin) / ROUNDS / 1000, (verified - signed) / ROUNDS / 1000, token.length());
  }
}
