package com.qubetics.dvpn.chain.deploy;

import com.qubetics.dvpn.chain.Roles;
import com.qubetics.dvpn.protocol.node.EpochSchedule;
import com.qubetics.dvpn.protocol.value.TokenAmount;

/// What a network is deployed with; most of it can't be changed later.
///
/// @param challengeSeconds from a reward proposal to final, and in which a slash may be contested
/// @param exitDelaySeconds from a node's announced exit to its withdrawal
/// @param timelockSeconds what the admin's acts wait
/// @param confirmations how many blocks on top of an event services wait for
public record DeploymentPlan(
    String name,
    long chainId,
    long epochSeconds,
    long slotSeconds,
    long challengeSeconds,
    long exitDelaySeconds,
    long timelockSeconds,
    int confirmations,
    TokenAmount deposit,
    TokenAmount buffer,
    TokenAmount pricePerGib,
    TokenAmount capPerEpoch,
    Roles roles) {

  public DeploymentPlan {
    // Slots must divide the epoch.
    new EpochSchedule(0, epochSeconds, slotSeconds).slotsPerEpoch();
  }

  /// A local chain's: epochs of a minute, slots of five seconds.
  public static DeploymentPlan devnet(Roles roles) {
    return new DeploymentPlan(
        "devnet",
        31337,
        60,
        5,
        5,
        1_209_600,
        60,
        2,
        TokenAmount.ofTics("10"),
        TokenAmount.ofTics("10"),
        TokenAmount.ofTics("1"),
        TokenAmount.ofTics("1000"),
        roles);
  }
}
