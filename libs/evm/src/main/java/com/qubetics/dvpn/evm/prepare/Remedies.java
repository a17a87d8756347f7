package com.qubetics.dvpn.evm.prepare;

import java.util.Map;

/// What a person can do about each error that the contracts answer a wallet with. Times and amounts
/// are in the error's own members.
final class Remedies {
  private static final Map<String, String> OF_ERROR =
      Map.ofEntries(
          Map.entry("NodeNotFound", "no node of this key is registered; check the address."),
          Map.entry("NodeAlreadyRegistered", "the node is registered; update it instead."),
          Map.entry("NodeKeyRetired", "this node key was rotated away for good; make a new one."),
          Map.entry("NodeNotProvider", "sign with the wallet that registered the node."),
          Map.entry("NodeProofExpired", "the proof's deadline is past; make a new proof."),
          Map.entry(
              "NodeProofInvalid", "the node key did not sign these values; make a new proof."),
          Map.entry("NodeKeyMissing", "the tunnel key is zero; give the node's own."),
          Map.entry("NodeStakeTooSmall", "send at least the second amount."),
          Map.entry("NodeBufferTooSmall", "the buffer holds only the first amount; ask for less."),
          Map.entry("NodeLeaving", "its exit is announced already; withdraw when it is over."),
          Map.entry(
              "NodeNotWithdrawable",
              "announce the exit first (0), or wait until this time in seconds since 1970."),
          Map.entry("NodePaymentRefused", "the provider's account does not take money."),
          Map.entry(
              "SlashStateWrong",
              "there is no such proposal (0), or it is no longer pending: nothing to contest."),
          Map.entry("SlashTooLate", "the time to contest is over."),
          Map.entry("VaultWrongPayment", "the price has changed; prepare the transaction again."),
          Map.entry("VaultNothingBought", "buy at least one mebibyte."),
          Map.entry("VaultPassTooLarge", "buy at most the second number of mebibytes at once."),
          Map.entry("VaultNotForSale", "the network sells no passes now: its price is 0."),
          Map.entry("VaultProofInvalid", "a newer root is final; prepare the claim again."),
          Map.entry("VaultNothingToClaim", "all of it has been paid already."),
          Map.entry("VaultPeriodExhausted", "the period's money is paid out; tell the operator."),
          Map.entry("VaultPaymentRefused", "the account does not take money."));

  private Remedies() {}

  static String of(String error) {
    return OF_ERROR.getOrDefault(error, "the contract does not allow it now.");
  }
}
