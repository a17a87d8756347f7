package com.qubetics.dvpn.chain.follow;

import com.qubetics.dvpn.chain.ChainHistory;
import com.qubetics.dvpn.chain.ConfirmedEvent;
import com.qubetics.dvpn.evm.Network;
import com.qubetics.dvpn.evm.contract.ContractEvents;
import com.qubetics.dvpn.evm.rpc.RawLog;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.sql.Row;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The events that stand, as they were logged; each is decoded again when it is asked for, so that
/// undoing and folding see what the handlers were brought. Written by the [Follower] only.
public final class FollowedEvents implements ChainHistory {
  private final ContractEvents events;
  private final JdbcClient jdbc;

  public FollowedEvents(Network network, JdbcClient jdbc) {
    this.events = new ContractEvents(network.contracts());
    this.jdbc = jdbc;
  }

  @Override
  public List<ConfirmedEvent> about(Address subject) {
    byte[] topic = new byte[Bytes32.LENGTH];
    System.arraycopy(subject.bytes(), 0, topic, Bytes32.LENGTH - Address.LENGTH, Address.LENGTH);
    return jdbc
        .sql(
            """
            select * from chain_event where topics @> array[cast(:topic as bytea)]
            order by block, log_index
            """)
        .param("topic", topic)
        .query(Row.as(Logged::of))
        .list()
        .stream()
        .map(this::read)
        .toList();
  }

  /// The contracts whose logs are of interest.
  List<Address> contracts() {
    return events.contracts();
  }

  /// Whether the log is an event, readable or not.
  boolean knows(RawLog log) {
    return events.knows(log);
  }

  /// What the event is about: events that share a key keep the order of the chain.
  List<String> keys(RawLog log) {
    return events.keys(log);
  }

  /// The event of a log that is known.
  ///
  /// @throws RuntimeException if it can't be decoded
  ConfirmedEvent read(Logged logged) {
    RawLog log = logged.log();
    return new ConfirmedEvent(
        events
            .read(log)
            .orElseThrow(() -> new IllegalStateException("event of another network: " + log)),
        log.block(),
        log.blockHash(),
        logged.blockTime(),
        log.transaction(),
        log.logIndex());
  }

  void add(Logged logged) {
    jdbc.sql("insert into chain_event (%s) values (%s)".formatted(Logged.COLUMNS, Logged.NAMES))
        .paramSource(logged.values())
        .update();
  }

  /// The logs of events above a block, the newest first.
  List<Logged> above(long block) {
    return jdbc.sql(
            """
            select * from chain_event where block > :block order by block desc, log_index desc
            """)
        .param("block", block)
        .query(Row.as(Logged::of))
        .list();
  }

  void remove(Logged logged) {
    jdbc.sql("delete from chain_event where block = :block and log_index = :logIndex")
        .paramSource(logged.values())
        .update();
  }
}
