package com.qubetics.dvpn.rewards;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.chain.spring.ChainSettings;
import com.qubetics.dvpn.evm.Role;
import com.qubetics.dvpn.rewards.keeper.KeeperSettings;
import com.qubetics.dvpn.rewards.reward.RewardSettings;
import com.qubetics.dvpn.rewards.seal.SealSettings;
import com.qubetics.dvpn.rewards.vault.VaultSettings;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ClassPathResource;
import org.springframework.util.unit.DataSize;

/// application.yml with nothing but the required variables set.
class SettingsTest {

  @Test
  void defaultsAreThoseOfTheReadme() throws IOException {
    StandardEnvironment environment = new StandardEnvironment();
    new YamlPropertySourceLoader()
        .load("application", new ClassPathResource("application.yml"))
        .forEach(environment.getPropertySources()::addLast);
    environment
        .getPropertySources()
        .addFirst(
            new MapPropertySource(
                "required",
                Map.of(
                    "DVPN_LEDGER_URL", "http://ledger",
                    "DVPN_REGISTRY_URL", "http://registry",
                    "DVPN_NETWORK_FILE", "/network.json",
                    "DVPN_RPC_URL", "http://chain",
                    "DVPN_PROPOSER_KEYSTORE", "/keystore",
                    "DVPN_PROPOSER_PASSWORD_FILE", "/password")));
    Binder binder = Binder.get(environment);
    assertThat(binder.bind("dvpn.rewards", RewardSettings.class).get())
        .isEqualTo(new RewardSettings("1000000000000000000"));
    assertThat(binder.bind("dvpn.rewards.files", SealSettings.class).get())
        .isEqualTo(
            new SealSettings(
                URI.create("http://ledger"),
                URI.create("http://registry"),
                Duration.ofSeconds(10),
                DataSize.ofMegabytes(16)));
    assertThat(binder.bind("dvpn.rewards.vault", VaultSettings.class).get())
        .isEqualTo(new VaultSettings(Duration.ofSeconds(10), Duration.ofSeconds(2)));
    ChainSettings chain = binder.bind("dvpn.chain", ChainSettings.class).get();
    assertThat(chain.role()).isEqualTo(Role.PROPOSER);
    assertThat(chain.keystore()).isEqualTo("/keystore");
    assertThat(chain.passwordFile()).isEqualTo("/password");
    assertThat(chain.keyFile()).isEmpty();
    assertThat(binder.bind("dvpn.rewards.keeper", KeeperSettings.class).get())
        .isEqualTo(
            new KeeperSettings(
                "",
                "",
                "",
                "",
                "",
                Duration.ofSeconds(30),
                10,
                Duration.ofMinutes(10),
                "5",
                "10",
                "100"));
  }
}
