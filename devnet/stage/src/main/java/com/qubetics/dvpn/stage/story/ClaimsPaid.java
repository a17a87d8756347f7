package com.qubetics.dvpn.stage.story;

import com.qubetics.dvpn.client.chain.WalletCall;
import com.qubetics.dvpn.evm.ChainReader;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import com.qubetics.dvpn.stage.network.SideBySide;
import com.qubetics.dvpn.wire.json.Json;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Every provider's claims of final periods, sent and verified.
record ClaimsPaid(Scene scene) {

  /// Sent by the users' wallets, so that a provider's balance changes by the claim and nothing
  /// else, and so that no provider waits for another's block.
  void tell() {
    List<Account> providers = scene.network().providers();
    List<User> senders = scene.all();
    SideBySide.of(
        senders,
        sender -> {
          for (int i = senders.indexOf(sender); i < providers.size(); i += senders.size()) {
            Account provider = providers.get(i);
            TokenAmount total = claim(provider, sender);
            scene.claimed().put(provider, total);
            scene.say("%s claimed %s, as the API said", provider, total.toTics());
          }
        });
  }

  private TokenAmount claim(Account provider, User sender) {
    LiveNetwork network = scene.network();
    TokenAmount total = TokenAmount.ZERO;
    for (JsonNode claim :
        network.api().get("/api/v1/claims/" + provider, JsonNode.class).get("items")) {
      ChainReader chain = network.contracts();
      TokenAmount claimed = chain.claimed(claim.get("period").asLong(), provider);
      TokenAmount due = TokenAmount.parse(claim.get("cumulative").asString()).minus(claimed);
      TokenAmount before = chain.balance(provider);
      network.transact(sender, Json.read(claim.get("transaction"), WalletCall.class));
      TokenAmount change = chain.balance(provider).minus(before);
      Check.equal(change, due, "change of the balance of " + provider);
      total = total.plus(change);
    }
    Check.that(!total.equals(TokenAmount.ZERO), "%s had nothing to claim", provider);
    return total;
  }
}
