package com.qubetics.dvpn.selector.candidate;

/// What a node carries and how well probes reach it.
///
/// @param version grows with each report of the node
/// @param usedKbit traffic of both directions, kbit/s
/// @param capacityKbit what it could carry, kbit/s
/// @param upBasisPoints share of recent slots it was up in, 0 to 10000
/// @param lossBasisPoints share of recent probes without a valid answer, 0 to 10000
/// @param draining takes no new sessions
public record Load(
    long version,
    int peers,
    int maxPeers,
    long usedKbit,
    long capacityKbit,
    int upBasisPoints,
    int lossBasisPoints,
    boolean draining) {

  public boolean isFull() {
    return peers >= maxPeers;
  }

  public long freeKbit() {
    return Math.max(0, capacityKbit - usedKbit);
  }

  /// How busy it is: the larger share of peers and of traffic, 0 to 10000.
  public long basisPoints() {
    long byPeers = maxPeers <= 0 ? 10_000 : peers * 10_000L / maxPeers;
    long byTraffic = capacityKbit <= 0 ? 10_000 : usedKbit * 10_000 / capacityKbit;
    return Math.clamp(Math.max(byPeers, byTraffic), 0, 10_000);
  }
}
