package com.qubetics.dvpn.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.gateway.TestGateway.Answer;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.login.LoginProof;
import com.qubetics.dvpn.protocol.login.LoginText;
import com.qubetics.dvpn.protocol.login.TokenRequest;
import com.qubetics.dvpn.protocol.session.TypedMessage;
import com.qubetics.dvpn.protocol.value.AppKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/// Log-ins of accounts that are contracts; what the chain says of them, the registry's stand-in
/// says here.
class ContractLoginIT {
  private static final SecureRandom RANDOM = new SecureRandom();

  /// Of another form than any key's.
  private static final byte[] SIGNATURE = new byte[130];

  private final TestGateway gateway = TestGateway.shared();

  /// Nobody has the key: it stands for a contract's address.
  private final PrivateKey account = PrivateKey.random(RANDOM);

  private final PrivateKey appKey = PrivateKey.random(RANDOM);
  private final Map<String, String> contracts = gateway.registry().contracts;

  @Test
  void logsInWhomItsContractTakes() {
    contracts.put(account.address().toString(), "HOLDS");

    Answer answer = login(LoginProof.EIP4361, SIGNATURE);

    assertThat(answer.status()).as(answer.code()).isEqualTo(200);
    assertThat(answer.body().required("account").asString())
        .isEqualTo(account.address().toString());
  }

  @ParameterizedTest
  @CsvSource({
    "REFUSED, 130, 401, SIGNATURE_INVALID",
    "NO_CONTRACT, 130, 400, SIGNATURE_MALFORMED",
    "NO_CONTRACT, 65, 401, SIGNATURE_INVALID",
    "MALFORMED, 130, 400, SIGNATURE_MALFORMED",
    "AWAY, 130, 503, CHAIN_UNAVAILABLE",
    "HOLDS, 8193, 400, SIGNATURE_MALFORMED"
  })
  void refusesWhomItDoesNotTake(String said, int length, int status, String code) {
    contracts.put(account.address().toString(), said);

    Answer answer = login(LoginProof.EIP4361, new byte[length]);

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.code()).isEqualTo(code);
  }

  @Test
  void asksNoContractAboutTheSignDocumentOfAKey() {
    contracts.put(account.address().toString(), "HOLDS");

    assertThat(login(LoginProof.ADR036, new byte[64]).code()).isEqualTo("SIGNATURE_INVALID");
  }

  @Test
  void asksTheContractAgainBeforeEachToken() {
    contracts.put(account.address().toString(), "HOLDS");
    assertThat(login(LoginProof.EIP4361, SIGNATURE).status()).isEqualTo(200);
    assertThat(renew().status()).isEqualTo(200);

    contracts.put(account.address().toString(), "AWAY");
    assertThat(renew().code()).isEqualTo("CHAIN_UNAVAILABLE");

    contracts.put(account.address().toString(), "REFUSED");
    assertThat(renew().code()).isEqualTo("APP_KEY_NOT_DELEGATED");
  }

  @Test
  void asksNobodyAboutAKeysAccount() {
    LoginText text = TestGateway.text(account, appKey, gateway.nonce());
    contracts.put(account.address().toString(), "AWAY");

    assertThat(gateway.login(LoginProof.EIP4361, text, account, appKey).status()).isEqualTo(200);
    assertThat(renew().status()).isEqualTo(200);
  }

  @Test
  void asksNobodyWhereTheChainHasNoContracts(@TempDir Path folder) throws IOException {
    Path network =
        Files.writeString(
            folder.resolve("network.json"),
            """
            {"name":"test","chainId":%s,"nodeRegistry":"%s","epochSeconds":60,
             "chain":{"contractAccounts":false}}
            """
                .formatted(TestGateway.DOMAIN.chainId(), TestGateway.DOMAIN.verifyingContract()));
    TestGateway other = TestGateway.with(Map.of("dvpn.network.file", network.toString()));
    try {
      other.registry().contracts.put(account.address().toString(), "HOLDS");
      LoginText text = TestGateway.text(account, appKey, other.nonce());

      Answer answer =
          other.login(
              LoginProof.EIP4361,
              text.toString(),
              SIGNATURE,
              TestGateway.appKeySignature(text, appKey));

      assertThat(answer.code()).isEqualTo("SIGNATURE_MALFORMED");
    } finally {
      other.close();
    }
  }

  @Test
  void holdsNoConnectionWhileAContractIsAsked() throws Exception {
    TestGateway small =
        TestGateway.with(
            Map.of(
                "spring.datasource.hikari.maximum-pool-size", "2",
                "DVPN_UPSTREAM_TIMEOUT", "20s"));
    try (ExecutorService thread = Executors.newVirtualThreadPerTaskExecutor()) {
      small.registry().contracts.put(account.address().toString(), "HOLDS");
      assertThat(login(small, LoginProof.EIP4361, SIGNATURE).status()).isEqualTo(200);
      small.registry().newest();
      small.registry().contracts.put(account.address().toString(), "SLOW");

      Callable<Answer> renewal =
          () -> renew(small, "Idempotency-Key", "\"%s\"".formatted(small.nonce()));
      List<Future<Answer>> renewals = List.of(thread.submit(renewal), thread.submit(renewal));
      small.registry().asked("/api/v1/account-signatures");
      small.registry().asked("/api/v1/account-signatures");

      assertThat(small.nonce()).isNotEmpty();
      small.registry().release();
      for (Future<Answer> each : renewals) {
        assertThat(each.get().status()).isEqualTo(503);
      }
    } finally {
      small.close();
    }
  }

  private Answer login(LoginProof proof, byte[] signature) {
    return login(gateway, proof, signature);
  }

  private Answer login(TestGateway gateway, LoginProof proof, byte[] signature) {
    LoginText text = TestGateway.text(account, appKey, gateway.nonce());
    return gateway.login(
        proof, text.toString(), signature, TestGateway.appKeySignature(text, appKey));
  }

  private Answer renew() {
    return renew(gateway);
  }

  private Answer renew(TestGateway gateway, String... headers) {
    TokenRequest request = new TokenRequest(new AppKey(appKey.address()), gateway.nonce());
    return gateway.send(
        "POST",
        "/api/v1/login/tokens",
        JsonMapper.shared()
            .writeValueAsString(TypedMessage.sign(request, TestGateway.DOMAIN, appKey)),
        headers);
  }
}
