package com.qubetics.dvpn.chain;

/// A service's ears: each bean of this type is called by the follower, on its thread, in the order
/// of the chain, inside the database transaction that also moves the follower's position. What the
/// handler writes in that transaction is therefore done once per event; an exception rolls both
/// back and the event comes again. No slow calls here: they hold the transaction open.
public interface ChainEventHandler {

  void on(ConfirmedEvent event);
}
