package com.qubetics.dvpn.protocol.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Hex;
import com.qubetics.dvpn.protocol.value.NodeId;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ReleaseKeysTest {
  private static final String TEXT = "{\"version\":\"1.2.3\"}";

  private final KeyPair one = pair();
  private final KeyPair two = pair();
  private final KeyPair three = pair();
  private final KeyPair stranger = pair();
  private final ReleaseKeys keys =
      new ReleaseKeys(List.of(key(one), key(two), key(three)), 2, Optional.empty());

  @Test
  void acceptsWhatTwoOfThreeHaveSigned() {
    assertThat(keys.accept(signed(TEXT, one, three))).isTrue();
  }

  @Test
  void countsAKeyOnce() {
    SignedRelease twice = signed(TEXT, one, one);
    assertThat(keys.approvals(twice)).isEqualTo(1);
    assertThat(keys.accept(twice)).isFalse();
  }

  @Test
  void countsNoStranger() {
    assertThat(keys.accept(signed(TEXT, one, stranger))).isFalse();
  }

  @Test
  void countsNoSignatureOfAnotherText() {
    SignedRelease signed = signed(TEXT, one, two);
    assertThat(keys.approvals(new SignedRelease(TEXT + " ", signed.signatures()))).isZero();
  }

  @Test
  void countsNoSignatureUnderAnotherKeysName() {
    String signature = signed(TEXT, one).signatures().getFirst().signature();
    SignedRelease both =
        new SignedRelease(
            TEXT,
            List.of(
                new SignedRelease.ReleaseSignature(key(one), signature),
                new SignedRelease.ReleaseSignature(key(two), signature)));
    assertThat(keys.approvals(both)).isEqualTo(1);
  }

  @Test
  void believesNobodyWithoutKeys() {
    ReleaseKeys none = ReleaseKeys.parse("# nobody\nthreshold 1\n");
    assertThat(none.accept(signed(TEXT, one))).isFalse();
    assertThat(none.accept(new SignedRelease(TEXT, List.of()))).isFalse();
  }

  @Test
  void readsItsFile() {
    ReleaseKeys read =
        ReleaseKeys.parse(
            "# who may release\nthreshold 1\nurl https://releases.example/agent.json\nkey %s\n"
                .formatted(key(one)));
    assertThat(read)
        .isEqualTo(
            new ReleaseKeys(
                List.of(key(one)), 1, Optional.of("https://releases.example/agent.json")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "threshold 0",
        "threshold 1\nthreshold 1",
        "threshold two",
        "threshold 2\nkey 0x00000000000000000000000000000000000000000000000000000000000000aa",
        "threshold 1\nkey 0xaa",
        "threshold 1\nkeys 0x00000000000000000000000000000000000000000000000000000000000000aa",
        "threshold 1\nkey 0x00000000000000000000000000000000000000000000000000000000000000aa\n"
            + "key 0x00000000000000000000000000000000000000000000000000000000000000aa"
      })
  void refusesAFileThatLeavesADoubt(String text) {
    assertThatThrownBy(() -> ReleaseKeys.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void drawsEachStageOutOfAllNodesAndAnewForEachRelease() {
    List<NodeId> nodes = IntStream.range(0, 10_000).mapToObj(ReleaseKeysTest::node).toList();
    for (int percent : new int[] {0, 1, 25, 50, 100}) {
      Release release = release("1.2.3", percent);
      assertThat(nodes.stream().filter(release::isFor).count())
          .isBetween(percent * 100L - 200, percent * 100L + 200);
    }
    Release quarter = release("1.2.3", 25);
    Release half = release("1.2.3", 50);
    Release other = release("1.2.4", 25);
    assertThat(nodes.stream().filter(quarter::isFor)).allMatch(half::isFor);
    assertThat(nodes.stream().filter(quarter::isFor).filter(other::isFor).count())
        .isBetween(500L, 750L);
  }

  private static Release release(String version, int percent) {
    return new Release(
        Version.parse(version),
        "agent.deb",
        Bytes32.ZERO,
        1,
        Version.parse("0.0.0"),
        percent,
        Instant.EPOCH,
        Instant.EPOCH.plusSeconds(1));
  }

  private static NodeId node(int number) {
    return new NodeId(Address.of(ByteBuffer.allocate(20).putInt(number).array()));
  }

  private static SignedRelease signed(String text, KeyPair... pairs) {
    byte[] message = new SignedRelease(text, List.of()).message();
    return new SignedRelease(
        text,
        Arrays.stream(pairs)
            .map(pair -> new SignedRelease.ReleaseSignature(key(pair), sign(pair, message)))
            .toList());
  }

  private static String sign(KeyPair pair, byte[] message) {
    try {
      Signature signer = Signature.getInstance("Ed25519");
      signer.initSign(pair.getPrivate());
      signer.update(message);
      return Hex.format(signer.sign());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static ReleaseKey key(KeyPair pair) {
    byte[] encoded = pair.getPublic().getEncoded();
    return new ReleaseKey(
        Bytes32.of(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length)));
  }

  private static KeyPair pair() {
    try {
      return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
