package com.qubetics.dvpn.evm.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.qubetics.dvpn.evm.transaction.Fees;
import com.qubetics.dvpn.evm.transaction.UnsignedTransaction;
import com.qubetics.dvpn.protocol.crypto.Keccak;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.value.Address;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExternalSignerTest {
  private static final PrivateKey KEY = PrivateKey.parse("0x" + "17".repeat(32));
  private static final PrivateKey OTHER = PrivateKey.parse("0x" + "18".repeat(32));
  private static final byte[] MESSAGE = "message".getBytes(StandardCharsets.US_ASCII);

  private final FakeExternalSigner service = new FakeExternalSigner(KEY);
  private final ExternalSigner signer =
      new ExternalSigner(service.url(), KEY.address(), Duration.ofMillis(500));

  @AfterEach
  void stops() {
    service.close();
  }

  @Test
  void signsAsTheKeyItselfWould() {
    assertThat(signer.sign(MESSAGE).bytes()).isEqualTo(KEY.sign(Keccak.hash(MESSAGE)).bytes());
    assertThat(transaction().sign(signer).raw())
        .isEqualTo(transaction().sign(Signer.of(KEY)).raw());
  }

  @Test
  void takesNoSignatureOfAnotherKey() {
    service.signBy(OTHER);
    assertThatThrownBy(() -> transaction().sign(signer))
        .isInstanceOf(SignerException.class)
        .hasMessageContaining("not by its account " + KEY.address());
  }

  @Test
  void saysWhichKeyTheServiceLacks() {
    ExternalSigner another = new ExternalSigner(service.url(), OTHER.address());
    assertThatThrownBy(another::check)
        .isInstanceOf(SignerException.class)
        .hasMessageContaining("no key of " + OTHER.address());
  }

  @Test
  void refusesWithoutAnAnswerAndSignsAgainWhenTheServiceIsBack() {
    service.goDown();
    assertThatThrownBy(() -> signer.sign(MESSAGE))
        .isInstanceOf(SignerException.class)
        .hasMessageContaining("no answer");
    service.comeBack();
    signer.check();
    assertThat(signer.sign(MESSAGE).signer(Keccak.hash(MESSAGE))).contains(KEY.address());
  }

  @Test
  void waitsForASlowServiceNoLongerThanItsLimit() {
    signer.check();
    service.hang();
    long from = System.nanoTime();
    assertThatThrownBy(() -> signer.sign(MESSAGE)).isInstanceOf(SignerException.class);
    assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(Duration.ofSeconds(5));
    service.hangNoMore();
    assertThat(signer.sign(MESSAGE).signer(Keccak.hash(MESSAGE))).contains(KEY.address());
  }

  private static UnsignedTransaction transaction() {
    Fees fees = new Fees(BigInteger.TWO, BigInteger.ONE);
    return new UnsignedTransaction(
        31337, 4, 21_000, Address.of(new byte[20]), BigInteger.TEN, new byte[0], fees);
  }
}
