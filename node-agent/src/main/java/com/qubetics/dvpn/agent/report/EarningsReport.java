package com.qubetics.dvpn.agent.report;

import com.qubetics.dvpn.agent.link.GatewayLink;
import com.qubetics.dvpn.agent.link.LinkException;
import com.qubetics.dvpn.epoch.RewardFile;
import com.qubetics.dvpn.epoch.SealedPerformance;
import com.qubetics.dvpn.epoch.SealedSessions;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import com.qubetics.dvpn.wire.problem.ProblemCode;
import com.qubetics.dvpn.wire.reward.PublicEpoch;
import com.qubetics.dvpn.wire.reward.Rewards;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a node's last epochs brought, and its provider's account with the vault.
///
/// @param epochs the newest first; those that the node has a row in
/// @param earned of all periods there are, all of the provider's nodes together; `claimed` and
///   `claimable` likewise
public record EarningsReport(
    NodeId node,
    Account provider,
    List<Earnings> epochs,
    TokenAmount earned,
    TokenAmount claimed,
    TokenAmount claimable) {

  public static EarningsReport fetch(
      HttpClient http, URI gateway, Account provider, NodeId node, int count) throws LinkException {
    Rewards account =
        GatewayLink.fetch(http, gateway, "/api/v1/rewards/" + provider + "?limit=1", Rewards.class);
    List<Earnings> epochs = new ArrayList<>();
    PublicEpoch.Page newest =
        GatewayLink.fetch(
            http, gateway, "/api/v1/epochs?limit=" + (count + 2), PublicEpoch.Page.class);
    for (long epoch : withRewards(newest)) {
      if (epochs.size() < count) {
        String path = "/api/v1/epochs/" + epoch;
        earnings(
                node,
                epoch,
                GatewayLink.fetchText(http, gateway, path + "/sessions"),
                GatewayLink.fetchText(http, gateway, path + "/performance"),
                GatewayLink.fetchText(http, gateway, path + "/rewards"))
            .ifPresent(epochs::add);
      }
    }
    return new EarningsReport(
        node, provider, epochs, account.earned(), account.claimed(), account.claimable());
  }

  /// The epochs whose rewards are computed: once both data sets are sealed.
  static List<Long> withRewards(PublicEpoch.Page epochs) {
    return epochs.items().stream()
        .filter(epoch -> epoch.rewards() != null && epoch.epoch() >= 0)
        .map(PublicEpoch::epoch)
        .toList();
  }

  static Optional<Earnings> earnings(
      NodeId node, long epoch, String sessions, String performance, String rewards)
      throws LinkException {
    try {
      return Earnings.of(
          node,
          SealedSessions.parse(sessions),
          SealedPerformance.parse(performance),
          RewardFile.parse(rewards));
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new LinkException(
          ProblemCode.ANSWER_MALFORMED, "epoch " + epoch + ": " + e.getMessage(), e);
    }
  }
}
