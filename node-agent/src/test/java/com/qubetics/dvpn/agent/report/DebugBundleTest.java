package com.qubetics.dvpn.agent.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.agent.setup.Setting;
import com.qubetics.dvpn.agent.setup.SetupAnswers;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.value.Hex;
import com.qubetics.dvpn.wireguard.TunnelSecret;
import com.qubetics.dvpn.wireguard.host.Tool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DebugBundleTest {
  private final PrivateKey nodeKey = PrivateKey.random(new SecureRandom());
  private final TunnelSecret clientKey = TunnelSecret.random(new SecureRandom());

  @TempDir Path folder;

  @Test
  void carriesNoKeyAndNoClientWhateverItIsGiven() throws Exception {
    String client = clientKey.publicKey().toBase64();
    String planted =
        """
        node.key=%s again %s and %s
        peer: %s, allowed ips 10.77.3.9/32, session 0x%s
        endpoint 203.0.113.1:51820 gateway 10.77.0.1
        """
            .formatted(
                Hex.format(nodeKey.secret()),
                HexFormat.of().formatHex(nodeKey.secret()).toUpperCase(Locale.ROOT),
                clientKey.toHex(),
                client,
                "5e".repeat(32));
    Path file = folder.resolve("bundle.tar.gz");

    bundle().add("log.txt", planted).add("empty.txt", "").add("rules.txt", planted).write(file);

    Tool.run(List.of("tar", "-xzf", file.toString(), "-C", folder.toString()));
    String log = Files.readString(folder.resolve("dvpn-node/log.txt"));
    assertThat(log)
        .isEqualTo(Files.readString(folder.resolve("dvpn-node/rules.txt")))
        .doesNotContainIgnoringCase(HexFormat.of().formatHex(nodeKey.secret()))
        .doesNotContain(clientKey.toHex(), client, "10.77.3.9", "5e5e5e")
        .contains("endpoint 203.0.113.1:51820 gateway 10.77.0.1");
    assertThat(folder.resolve("dvpn-node/empty.txt")).isEmptyFile();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  private static DebugBundle bundle() {
    return new DebugBundle(
        new SetupAnswers()
            .from(
                "the test",
                Map.of(
                    Setting.GATEWAY, "https://gateway.example",
                    Setting.PROVIDER, "0xd36f47d8ab72e42b672ffb69de1085a970d9aa38",
                    Setting.ENDPOINT, "203.0.113.1:51820",
                    Setting.PLACE, "Frankfurt,DE,50.11,8.68",
                    Setting.EGRESS_INTERFACE, "eth0"))
            .from("the usual", SetupAnswers.usual())
            .settings(1));
  }
}
