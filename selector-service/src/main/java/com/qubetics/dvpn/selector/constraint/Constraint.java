package com.qubetics.dvpn.selector.constraint;

import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.selector.candidate.Candidate;
import com.qubetics.dvpn.selector.candidate.Load;
import com.qubetics.dvpn.wire.selection.Rejection;
import java.util.List;
import java.util.Set;

/// One yes-or-no question about a node.
public sealed interface Constraint {

  /// What the node is turned down with if it does not hold.
  Rejection rejection();

  boolean holds(Candidate candidate);

  /// What every client needs.
  List<Constraint> ALWAYS =
      List.of(new Active(), new Fresh(), new Located(), new NotDraining(), new HasRoom());

  record Active() implements Constraint {
    @Override
    public Rejection rejection() {
      return Rejection.NOT_ACTIVE;
    }

    @Override
    public boolean holds(Candidate candidate) {
      return candidate.active();
    }
  }

  record Fresh() implements Constraint {
    @Override
    public Rejection rejection() {
      return Rejection.TELEMETRY_STALE;
    }

    @Override
    public boolean holds(Candidate candidate) {
      return candidate.load() != null;
    }
  }

  record Located() implements Constraint {
    @Override
    public Rejection rejection() {
      return Rejection.NOT_LOCATED;
    }

    @Override
    public boolean holds(Candidate candidate) {
      return candidate.endpoint() != null && candidate.place() != null;
    }
  }

  /// A node of unknown load is turned down as stale, not as draining or full.
  record NotDraining() implements Constraint {
    @Override
    public Rejection rejection() {
      return Rejection.DRAINING;
    }

    @Override
    public boolean holds(Candidate candidate) {
      Load load = candidate.load();
      return load == null || !load.draining();
    }
  }

  record HasRoom() implements Constraint {
    @Override
    public Rejection rejection() {
      return Rejection.FULL;
    }

    @Override
    public boolean holds(Candidate candidate) {
      Load load = candidate.load();
      return load == null || !load.isFull();
    }
  }

  /// @param countries ISO 3166-1 alpha-2; empty: any
  record InCountries(Set<String> countries) implements Constraint {
    public InCountries {
      countries = Set.copyOf(countries);
    }

    @Override
    public Rejection rejection() {
      return Rejection.COUNTRY_NOT_WANTED;
    }

    @Override
    public boolean holds(Candidate candidate) {
      return countries.isEmpty()
          || candidate.place() == null
          || countries.contains(candidate.place().country());
    }
  }

  record NotNodes(Set<NodeId> nodes) implements Constraint {
    public NotNodes {
      nodes = Set.copyOf(nodes);
    }

    @Override
    public Rejection rejection() {
      return Rejection.NODE_EXCLUDED;
    }

    @Override
    public boolean holds(Candidate candidate) {
      return !nodes.contains(candidate.node());
    }
  }

  record NotProviders(Set<Account> providers) implements Constraint {
    public NotProviders {
      providers = Set.copyOf(providers);
    }

    @Override
    public Rejection rejection() {
      return Rejection.PROVIDER_EXCLUDED;
    }

    @Override
    public boolean holds(Candidate candidate) {
      return !providers.contains(candidate.provider());
    }
  }
}
