package com.qubetics.dvpn.qr;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.decoder.Decoder;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TerminalQrTest {
  private static final int QUIET = 2;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://gateway.example/register.html#tx=0x00",
        """
        [Interface]
        PrivateKey = yAnz5TF+lXXJte14tji3zlMNq+hd2rYUIgJBgB3fBmk=
        Address = 10.77.0.2/32
        DNS = 10.77.0.1
        MTU = 1280

        [Peer]
        PublicKey = xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg=
        Endpoint = [2001:db8:1234:5678:9abc:def0:1234:5678]:51820
        AllowedIPs = 0.0.0.0/0, ::/0
        PersistentKeepalive = 25
        """
      })
  void isReadAsItWasWritten(String text) throws Exception {
    List<String> lines = TerminalQr.of(text).lines().toList();

    assertThat(new Decoder().decode(darkModules(lines)).getText()).isEqualTo(text);
    assertThat(lines).as("fits a terminal").hasSizeLessThan(40);
    assertThat(lines).allSatisfy(line -> assertThat(line.length()).isLessThan(80));
    assertThat(lines.getFirst()).as("free room around it").matches("█+");
  }

  private static BitMatrix darkModules(List<String> lines) {
    int size = lines.getFirst().length() - 2 * QUIET;
    BitMatrix modules = new BitMatrix(size);
    for (int y = 0; y < size; y++) {
      String line = lines.get((y + QUIET) / 2);
      String light = (y + QUIET) % 2 == 0 ? "█▀" : "█▄";
      for (int x = 0; x < size; x++) {
        if (light.indexOf(line.charAt(x + QUIET)) < 0) {
          modules.set(x, y);
        }
      }
    }
    return modules;
  }
}
