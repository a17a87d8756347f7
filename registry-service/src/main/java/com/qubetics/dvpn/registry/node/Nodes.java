package com.qubetics.dvpn.registry.node;

import com.qubetics.dvpn.protocol.value.Account;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

/// All nodes, by the bytes of their address.
interface Nodes extends Repository<Node, byte[]> {

  Node save(Node node);

  Optional<Node> findByAddress(byte[] address);

  @Lock(LockModeType.PESSIMISTIC_WRITE)
  @Query("select n from Node n where n.address = :address")
  Optional<Node> lock(byte[] address);

  @Query("select n from Node n where n.address > :after order by n.address")
  List<Node> after(byte[] after, Limit limit);

  @Query(
      "select n from Node n where n.facts.provider = :provider and n.registered"
          + " and n.address > :after order by n.address")
  List<Node> ofProvider(Account provider, byte[] after, Limit limit);

  @Query("select n from Node n order by n.address")
  List<Node> all();

  @Query(
      "select count(n) from Node n where n.prefix = :prefix and n.state = ACTIVE"
          + " and n.address <> :address")
  long activeInPrefix(String prefix, byte[] address);

  /// Whose state may change by the passing of time alone.
  @Query(
      "select n.address from Node n where (n.state = ACTIVE and n.heartbeatAt < :silentSince)"
          + " or (n.state = JAILED and n.facts.expelled = false and n.facts.jailedUntil <= :now)"
          + " order by n.address")
  List<byte[]> overdue(Instant silentSince, Instant now, Limit limit);
}
