package com.qubetics.dvpn.chain;

import com.qubetics.dvpn.protocol.value.Address;
import java.util.List;

/// The events that were brought to the handlers and stand on the chain.
public interface ChainHistory {

  /// The events that name a node or an account as an indexed member, in the order of the chain.
  List<ConfirmedEvent> about(Address subject);
}
