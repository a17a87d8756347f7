package com.qubetics.dvpn.ledger.allowance;

import com.qubetics.dvpn.protocol.value.ByteCount;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import org.springframework.boot.context.properties.ConfigurationProperties;

/// @param promoMebibytes free traffic of an account, once; 0: none
/// @param promoMinimumBalance base units an account must own when it first asks for free traffic
@ConfigurationProperties("dvpn.ledger.allowance")
record AllowanceSettings(long promoMebibytes, String promoMinimumBalance) {

  ByteCount promo() {
    return ByteCount.ofMebibytes(promoMebibytes);
  }

  TokenAmount minimumBalance() {
    return TokenAmount.parse(promoMinimumBalance);
  }
}
