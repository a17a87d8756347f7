package com.qubetics.dvpn.admin.deploy;

import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.util.Map;

/// What a deployment costs at most at the chain's present fees, and what the deployer has.
///
/// @param gas limit per step, a quarter above the estimate
/// @param maxFee base units per unit of gas
/// @param fund what goes into the vault
public record Costs(
    Address deployer,
    Map<Step, Long> gas,
    TokenAmount maxFee,
    TokenAmount fund,
    TokenAmount balance) {

  public TokenAmount of(Step step) {
    return maxFee.times(gas.getOrDefault(step, 0L));
  }

  /// Gas and what is paid into the vault.
  public TokenAmount total() {
    return gas.keySet().stream().map(this::of).reduce(fund, TokenAmount::plus);
  }

  /// What the deployer lacks.
  public TokenAmount missing() {
    return total().compareTo(balance) > 0 ? total().minus(balance) : TokenAmount.ZERO;
  }
}
