package com.qubetics.dvpn.gateway.login;

import com.qubetics.dvpn.gateway.network.NetworkFile;
import com.qubetics.dvpn.http.Refusal;
import com.qubetics.dvpn.wire.login.AccountSignature;
import com.qubetics.dvpn.wire.problem.ProblemCode;
import java.net.URI;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/// The chain's word on signatures of contract accounts, by way of the registry. Never taken from
/// memory: a contract may say no tomorrow to what it has taken today.
@Component
class ContractAccounts {
  private final RestClient registry;
  private final boolean exist;

  ContractAccounts(
      RestClient.Builder client,
      @Value("${dvpn.upstream.registry}") URI registry,
      NetworkFile network) {
    this.registry = client.baseUrl(registry).build();
    this.exist = network.hasContractAccounts();
  }

  /// @throws Refusal if the chain can't be asked, which is never a yes
  AccountSignature.Verdict verdict(AccountSignature signature) {
    if (!exist) {
      return AccountSignature.Verdict.NO_CONTRACT;
    }
    AccountSignature.Answer answer;
    try {
      answer =
          registry
              .post()
              .uri("/api/v1/account-signatures")
              .body(signature)
              .retrieve()
              .body(AccountSignature.Answer.class);
    } catch (RestClientException e) {
      throw away();
    }
    if (answer == null) {
      throw away();
    }
    return answer.verdict();
  }

  private static Refusal away() {
    return new Refusal(
        ProblemCode.CHAIN_UNAVAILABLE,
        "The signature is not by the account's own key, and the chain can't be asked whether the"
            + " account is a contract that takes it; try again in a moment.");
  }
}
