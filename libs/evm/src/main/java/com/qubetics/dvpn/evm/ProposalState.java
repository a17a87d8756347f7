package com.qubetics.dvpn.evm;

/// The states of a reward proposal. The ordinal is the contract's number.
public enum ProposalState {
  NONE,
  PENDING,
  FINAL,
  VETOED
}
