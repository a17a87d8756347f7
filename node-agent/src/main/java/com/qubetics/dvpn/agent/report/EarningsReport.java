package com.qubetics.dvpn.agent.report;

import com.qubetics.dvpn.agent.link.GatewayLink;
import com.qubetics.dvpn.agent.link.LinkException;
import com.qubetics.dvpn.epoch.PerformanceFile;
import com.qubetics.dvpn.epoch.RewardFile;
import com.qubetics.dvpn.epoch.SessionFile;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// What a node's last epochs brought, and its provider's account with the vault.
///
/// @param epochs the newest first; those that the node has a row in
/// @param earned of all periods that the API tells, all of the provider's nodes together
public record EarningsReport(
    NodeId node,
    Account provider,
    List<Earnings> epochs,
    TokenAmount earned,
    TokenAmount claimed,
    TokenAmount claimable) {

  public static EarningsReport fetch(
      HttpClient http, URI gateway, Account provider, NodeId node, int count) throws LinkException {
    JsonNode account = GatewayLink.fetch(http, gateway, "/api/v1/rewards/" + provider);
    TokenAmount earned = TokenAmount.ZERO;
    TokenAmount claimed = TokenAmount.ZERO;
    TokenAmount claimable = TokenAmount.ZERO;
    for (JsonNode period : account.path("periods")) {
      earned = earned.plus(amount(period, "cumulative"));
      claimed = claimed.plus(amount(period, "claimed"));
      claimable = claimable.plus(amount(period, "claimable"));
    }
    List<Earnings> epochs = new ArrayList<>();
    JsonNode newest = GatewayLink.fetch(http, gateway, "/api/v1/epochs?limit=" + (count + 2));
    for (JsonNode epoch : newest.path("items")) {
      // Rewards are computed once both data sets are sealed.
      if (epoch.has("rewards") && epochs.size() < count) {
        epoch(http, gateway, epoch.path("epoch").asLong(), node, epochs);
      }
    }
    return new EarningsReport(node, provider, epochs, earned, claimed, claimable);
  }

  private static void epoch(
      HttpClient http, URI gateway, long epoch, NodeId node, List<Earnings> found)
      throws LinkException {
    String path = "/api/v1/epochs/" + epoch;
    try {
      Earnings.of(
              node,
              SessionFile.parse(GatewayLink.fetchText(http, gateway, path + "/sessions")),
              PerformanceFile.parse(GatewayLink.fetchText(http, gateway, path + "/performance")),
              RewardFile.parse(GatewayLink.fetchText(http, gateway, path + "/rewards")))
          .ifPresent(found::add);
    } catch (IllegalArgumentException e) {
      throw new LinkException("ANSWER_MALFORMED", "epoch " + epoch + ": " + e.getMessage(), e);
    }
  }

  private static TokenAmount amount(JsonNode period, String name) {
    return TokenAmount.parse(period.path(name).asString("0"));
  }
}
