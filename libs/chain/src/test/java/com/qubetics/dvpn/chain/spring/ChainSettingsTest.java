package com.qubetics.dvpn.chain.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.chain.send.SenderSettings;
import com.qubetics.dvpn.evm.Role;
import com.qubetics.dvpn.evm.key.SignerSettings;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class ChainSettingsTest {

  @Test
  void defaultsAreThoseOfTheReadme() {
    ChainSettings settings = bind(Map.of("key-file", ""));
    assertThat(settings.role()).isNull();
    assertThat(settings.signer()).isEqualTo(new SignerSettings(null, null, null, null, null));
    assertThat(settings.pollInterval()).isEqualTo(Duration.ofSeconds(1));
    assertThat(settings.sender())
        .isEqualTo(
            new SenderSettings(
                Duration.ofSeconds(30),
                Duration.ofMinutes(10),
                TokenAmount.ofTics("50"),
                TokenAmount.ofTics("200")));
    assertThat(settings.lowBalance()).isEqualTo(TokenAmount.ofTics("20"));
    assertThat(settings.staleAfter()).isEqualTo(Duration.ofMinutes(2));
  }

  @Test
  void takesTheNonceThatAnAdminAccepts() {
    assertThat(bind(Map.of("accepted-nonce", "57")).sender().acceptedNonce()).isEqualTo(57);
  }

  @Test
  void readsEachFormOfTheKey() {
    String account = "0x" + "11".repeat(20);
    ChainSettings settings =
        bind(
            Map.of(
                "role", "performance",
                "key-file", "/a",
                "keystore", "/b",
                "password-file", "/c",
                "signer-url", "http://signer:9000",
                "signer-account", account));
    assertThat(settings.role()).isEqualTo(Role.PERFORMANCE);
    assertThat(settings.signer())
        .isEqualTo(
            new SignerSettings(
                Path.of("/a"),
                Path.of("/b"),
                Path.of("/c"),
                URI.create("http://signer:9000"),
                Address.parse(account)));
  }

  private static ChainSettings bind(Map<String, String> given) {
    Map<String, String> all = new HashMap<>();
    all.put("dvpn.chain.network-file", "/network.json");
    all.put("dvpn.chain.rpc-url", "http://chain");
    given.forEach((name, value) -> all.put("dvpn.chain." + name, value));
    return new Binder(new MapConfigurationPropertySource(all))
        .bind("dvpn.chain", ChainSettings.class)
        .get();
  }
}
