package com.qubetics.dvpn.rewards.keeper;

import com.qubetics.dvpn.chain.send.IntentSender;
import com.qubetics.dvpn.protocol.value.Account;

/// The keeper's own sender: another key than the proposer's, with no role and caps of its own.
record KeeperWallet(Account account, IntentSender sender) {}
