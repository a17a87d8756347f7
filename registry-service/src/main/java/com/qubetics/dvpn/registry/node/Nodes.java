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

/// All nodes, by the text of their address.
interface Nodes extends Repository<Node, String> {

  Node save(Node node);

  Optional<Node> findByAddress(String address);

  @Lock(LockModeType.PESSIMISTIC_WRITE)
  @Query("select n from Node n where n.address = :address")
  Optional<Node> lock(String address);

  @Query("select n from Node n where n.address > :after order by n.address")
  List<Node> after(String after, Limit limit);

  @Query(
      "select n from Node n where n.facts.provider = :provider and n.registered"
          + " and n.address > :after order by n.address")
  List<Node> ofProvider(Account provider, String after, Limit limit);

  @Query("select n from Node n order by n.address")
  List<Node> all();

  @Query(
      "select count(n) from Node n where n.prefix = :prefix and n.state = ACTIVE"
          + " and n.address <> :address")
  long activeInPrefix(String prefix, String address);

  /// Whose state may change by the passing of time alone.
  @Query(
      "select n.address from Node n where (n.state = ACTIVE and n.heartbeatAt < :silentSince)"
          + " or (n.state = JAILED and n.facts.expelled = false and n.facts.jailedUntil <= :now)"
          + " order by n.address")
  List<String> overdue(Instant silentSince, Instant now, Limit limit);
}
