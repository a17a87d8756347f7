package com.qubetics.dvpn.http.caller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IssuerKeysTest {
  private final TestIssuers issuers = new TestIssuers("gateway");
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1);
  private final IssuerKeys keys = new IssuerKeys(issuers.folder(), nanos::get);

  private void pass() {
    nanos.addAndGet(Reloaded.REFRESH.toNanos());
  }

  @Test
  void replacesAKeyWithoutARestart() {
    KeyPair old = issuers.pairOf("gateway");
    KeyPair next = TestIssuers.pair();
    issuers.publish("gateway", old, next);
    pass();
    assertThat(keys.of("gateway"))
        .containsExactly(TestIssuers.verifying(old), TestIssuers.verifying(next));
    issuers.publish("gateway", next);
    assertThat(keys.of("gateway")).contains(TestIssuers.verifying(old));
    pass();
    assertThat(keys.of("gateway")).containsExactly(TestIssuers.verifying(next));
  }

  @Test
  void forgetsAnIssuerWhoseFileIsGone() throws Exception {
    issuers.publish("rewards-service", TestIssuers.pair());
    pass();
    assertThat(keys.of("rewards-service")).hasSize(1);
    Files.delete(issuers.folder().resolve("rewards-service.pem"));
    pass();
    assertThat(keys.of("rewards-service")).isEmpty();
  }

  @Test
  void keepsWhatItKnowsWhileTheFolderIsBroken() throws Exception {
    Path broken = Files.writeString(issuers.folder().resolve("x.pem"), "half a k");
    pass();
    assertThat(keys.of("gateway"))
        .containsExactly(TestIssuers.verifying(issuers.pairOf("gateway")));
    assertThat(keys.of("x")).isEmpty();
    Files.delete(broken);
    issuers.publish("x", TestIssuers.pair());
    pass();
    assertThat(keys.of("x")).hasSize(1);
  }

  @Test
  void startsWithNothingLessThanAKeyOfTheGateway(@TempDir Path folder) throws Exception {
    assertThatThrownBy(() -> new IssuerKeys(folder, nanos::get))
        .hasMessageContaining("gateway.pem");
    KeyPair pair = TestIssuers.pair();
    Files.writeString(
        folder.resolve("gateway.pem"), TestIssuers.pem("PRIVATE KEY", pair.getPrivate()));
    assertThatThrownBy(() -> new IssuerKeys(folder, nanos::get))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("PUBLIC KEY");
    assertThatThrownBy(() -> new IssuerKeys(folder.resolve("none"), nanos::get))
        .isInstanceOf(IllegalStateException.class);
  }
}
