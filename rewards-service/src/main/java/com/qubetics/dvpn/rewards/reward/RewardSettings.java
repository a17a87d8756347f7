package com.qubetics.dvpn.rewards.reward;

import com.qubetics.dvpn.protocol.value.TokenAmount;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// What the operator of the network decides about rewards.
///
/// @param budget what the treasury gives for each epoch, base units (`DVPN_REWARDS_BUDGET`); must
///   have been put into the vault by `fund`
@ConfigurationProperties("dvpn.rewards")
public record RewardSettings(@DefaultValue("1000000000000000000") String budget) {

  TokenAmount budgetAmount() {
    return TokenAmount.parse(budget);
  }
}
