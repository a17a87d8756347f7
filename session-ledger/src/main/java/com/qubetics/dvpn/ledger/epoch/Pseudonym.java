package com.qubetics.dvpn.ledger.epoch;

import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.NodeId;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// How an account appears in an epoch's file: HMAC-SHA-256(k_epoch, account ‖ node). Differs
/// between nodes and epochs; nobody can link two once k_epoch is erased.
final class Pseudonym {
  private Pseudonym() {}

  static Bytes32 of(byte[] secret, Account account, NodeId node) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      mac.update(account.address().bytes());
      return Bytes32.of(mac.doFinal(node.address().bytes()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
