package com.qubetics.dvpn.admin.deploy;

import com.qubetics.dvpn.evm.Roles;
import com.qubetics.dvpn.protocol.node.EpochSchedule;
import com.qubetics.dvpn.protocol.value.TokenAmount;

/// What a network is deployed with; most of it can't be changed later.
///
/// @param genesisGridSeconds genesis is a multiple of it: epochs of a day begin at midnight (UTC)
/// @param challengeSeconds from a reward proposal to final, and in which a slash may be contested
/// @param exitDelaySeconds from a node's announced exit to its withdrawal
/// @param timelockSeconds what the admin's acts wait
/// @param confirmations how many blocks on top of an event services wait for
/// @param capPerEpoch the most that one epoch may pay out
/// @param fund what the deployer pays into the vault
public record DeploymentPlan(
    String name,
    long chainId,
    long genesisGridSeconds,
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
    TokenAmount fund,
    Roles roles) {
  private static final long LOCAL_CHAIN = 31337;
  private static final long HOUR = 3600;
  private static final long DAY = 24 * HOUR;
  private static final TokenAmount STAKE = TokenAmount.ofTics("10");
  private static final TokenAmount PRICE = TokenAmount.ofTics("1");

  public DeploymentPlan {
    // Slots must divide the epoch.
    new EpochSchedule(0, epochSeconds, slotSeconds).slotsPerEpoch();
    if (genesisGridSeconds < 1 || genesisGridSeconds % slotSeconds != 0) {
      throw new IllegalArgumentException("genesis: slots do not divide its grid");
    }
    if (challengeSeconds < 0 || exitDelaySeconds < 0 || timelockSeconds < 0 || confirmations < 0) {
      throw new IllegalArgumentException("deployment: a time is negative");
    }
  }

  /// A local chain's: epochs of a minute, slots of five seconds.
  public static DeploymentPlan devnet(Roles roles) {
    TokenAmount cap = TokenAmount.ofTics("1000");
    return new DeploymentPlan(
        "devnet",
        LOCAL_CHAIN,
        5,
        60,
        5,
        5,
        14 * DAY,
        60,
        2,
        STAKE,
        STAKE,
        PRICE,
        cap,
        TokenAmount.ZERO,
        roles);
  }

  /// Epochs of an hour, so that a day shows a whole period of them.
  public static DeploymentPlan testnet(Roles roles) {
    TokenAmount cap = TokenAmount.ofTics("1000");
    return new DeploymentPlan(
        "testnet",
        9029,
        HOUR,
        HOUR,
        60,
        600,
        DAY,
        HOUR,
        3,
        STAKE,
        STAKE,
        PRICE,
        cap,
        TokenAmount.ZERO,
        roles);
  }

  /// Epochs of a day, its challenge as long, the exit as long as the chain's unbonding.
  public static DeploymentPlan mainnet(Roles roles) {
    TokenAmount cap = TokenAmount.ofTics("10000");
    return new DeploymentPlan(
        "mainnet",
        9030,
        DAY,
        DAY,
        300,
        DAY,
        14 * DAY,
        2 * DAY,
        3,
        STAKE,
        STAKE,
        PRICE,
        cap,
        TokenAmount.ZERO,
        roles);
  }

  /// A chain for development, which makes no block while nothing is to be put into it, and where
  /// one key may have all roles.
  public boolean onLocalChain() {
    return isLocal(chainId);
  }

  static boolean isLocal(long chainId) {
    return chainId == LOCAL_CHAIN;
  }
}
