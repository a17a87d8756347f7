package com.qubetics.dvpn.evm.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.bouncycastle.crypto.generators.SCrypt;
import org.junit.jupiter.api.Test;

class ScryptTest {
  private static final int RUNS = 40;

  @Test
  void equalsBouncyCastlesWhereThatOneGoes() {
    Random random = new Random(7);
    for (int run = 0; run < RUNS; run++) {
      byte[] password = bytes(random, random.nextInt(40));
      byte[] salt = bytes(random, 1 + random.nextInt(40));
      int n = 1 << (1 + random.nextInt(9));
      int r = 1 + random.nextInt(9);
      int p = 1 + random.nextInt(4);
      int length = 1 + random.nextInt(80);

      assertThat(Scrypt.derive(password, salt, n, r, p, length))
          .isEqualTo(SCrypt.generate(password, salt, n, r, p, length));
    }
  }

  private static byte[] bytes(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
