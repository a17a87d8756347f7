package com.qubetics.dvpn.chain;

/// A service's ears: each bean of this type is called by the follower, on its thread, in the order
/// of the chain, inside the database transaction that also moves the follower's position. What the
/// handler writes in that transaction is therefore done once per event; an exception rolls both
/// back and the event comes again. No slow calls here: they hold the transaction open.
public interface ChainEventHandler {

  void on(ConfirmedEvent event);

  /// Takes back what [#on] did, because the chain dropped the event's block: called newest event
  /// first, in one transaction with the walk back; what stands on the chain after that comes by
  /// [#on], the same transaction perhaps in another block. An undone event is not in [ChainHistory]
  /// any more. What was acted on outside the database can't be taken back here: a transaction sent
  /// is the [Sender]'s, which sends it again; a record published is followed by one that corrects
  /// it.
  void undo(ConfirmedEvent event);
}
