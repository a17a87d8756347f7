package com.qubetics.dvpn.chain;

/// The states of a reward proposal. The ordinal is the contract's number.
public enum ProposalState {
  NONE,
  PENDING,
  FINAL,
  VETOED
}
