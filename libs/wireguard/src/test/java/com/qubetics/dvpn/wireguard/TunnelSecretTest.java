package com.qubetics.dvpn.wireguard;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.wireguard.host.Tool;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TunnelSecretTest {
  private final TunnelSecret secret = TunnelSecret.random(new SecureRandom());

  @Test
  void hasThePublicHalfThatWireGuardAgreesOn() throws Exception {
    String published = Tool.run(List.of("wg", "pubkey"), secret.toBase64());

    assertThat(published.strip()).isEqualTo(secret.publicKey().toBase64());
  }

  @Test
  void readsBackWhatItWroteAndShowsThePublicHalfOnly() {
    assertThat(TunnelSecret.parse(secret.toHex()).publicKey()).isEqualTo(secret.publicKey());
    assertThat(secret).hasToString("TunnelSecret[" + secret.publicKey() + "]");
  }
}
