package com.qubetics.dvpn.agent.peer;

/// What keeps a node from taking peers (I12). The names are reason codes in heartbeats and status.
public enum Doubt {
  /// The clock differs from the gateway's by more than 120 s, or was never compared.
  CLOCK_UNPROVEN(Effect.ENDS_LEASES),
  /// What has to be remembered can't be written.
  DISK_NOT_WRITABLE(Effect.ENDS_LEASES),
  /// The firewall is not as written.
  FIREWALL_CHANGED(Effect.ENDS_LEASES),
  /// The WireGuard interface does not answer or does not hold what it should.
  WIREGUARD_FAILING(Effect.ENDS_LEASES),
  /// The kernel forwards nothing from the tunnel, or nothing to it.
  FORWARDING_OFF(Effect.CARRIES_NOTHING),
  /// The egress interface is gone, down, or not the way to the internet.
  EGRESS_DOWN(Effect.CARRIES_NOTHING),
  /// A packet that goes a user's way through this host does not come back from outside.
  PATH_BLOCKED(Effect.CARRIES_NOTHING),
  /// The egress interface takes only packets that are smaller than any line's.
  MTU_TOO_SMALL(Effect.NO_NEW_PEERS),
  /// The kernel's table of connections is full.
  CONNECTIONS_FULL(Effect.NO_NEW_PEERS),
  /// The host sends packets to some of the tunnel's addresses elsewhere.
  TUNNEL_NETWORK_TAKEN(Effect.NO_NEW_PEERS),
  /// Little is left of the agent's disk.
  DISK_FULL(Effect.NO_NEW_PEERS);

  private final Effect effect;

  Doubt(Effect effect) {
    this.effect = effect;
  }

  private enum Effect {
    NO_NEW_PEERS,
    /// Sessions keep their leases, since nothing passes anyway and all is well again at once when
    /// it ends. What clients send meanwhile is in vain and not counted.
    CARRIES_NOTHING,
    /// Running sessions end with their leases.
    ENDS_LEASES
  }

  boolean endsLeases() {
    return effect == Effect.ENDS_LEASES;
  }

  /// Whether a packet on its way through this host can meet what it is about.
  boolean isOnTheWay() {
    return switch (this) {
      case FIREWALL_CHANGED,
          WIREGUARD_FAILING,
          FORWARDING_OFF,
          EGRESS_DOWN,
          MTU_TOO_SMALL,
          CONNECTIONS_FULL,
          TUNNEL_NETWORK_TAKEN ->
          true;
      case CLOCK_UNPROVEN, DISK_NOT_WRITABLE, PATH_BLOCKED, DISK_FULL -> false;
    };
  }

  boolean carriesNothing() {
    return effect == Effect.CARRIES_NOTHING;
  }
}
