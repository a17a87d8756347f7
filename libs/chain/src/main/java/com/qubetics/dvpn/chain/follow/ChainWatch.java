package com.qubetics.dvpn.chain.follow;

import com.qubetics.dvpn.chain.rpc.Block;
import com.qubetics.dvpn.chain.rpc.JsonRpc;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Sees how old the chain's newest block is, how far behind it the follower stands and what it has
/// set aside. Its metrics grow on while the node gives no answer.
///
/// [#look] is called by one loop, the rest by any thread.
public final class ChainWatch {
  /// Logs set aside that are shown.
  private static final int SHOWN = 5;

  private final JsonRpc rpc;
  private final FollowedChain followed;
  private final SetAside setAside;
  private final Clock clock;
  private volatile @Nullable Sight last;
  private volatile long asideCount;
  private volatile List<SetAsideLog> firstAside = List.of();

  public ChainWatch(JsonRpc rpc, JdbcClient jdbc, Clock clock, MeterRegistry metrics) {
    this.rpc = rpc;
    this.followed = new FollowedChain(jdbc);
    this.setAside = new SetAside(jdbc);
    this.clock = clock;
    Gauge.builder("dvpn.chain.head.age.seconds", this, watch -> seconds(watch.headAge()))
        .register(metrics);
    Gauge.builder("dvpn.chain.set.aside", this, ChainWatch::setAsideCount).register(metrics);
    Gauge.builder("dvpn.chain.lag.seconds", this, watch -> seconds(watch.lag())).register(metrics);
  }

  /// @throws com.qubetics.dvpn.chain.ChainException if the chain can't be asked
  public void look() {
    asideCount = setAside.openCount();
    firstAside = setAside.open(SHOWN);
    Block head = rpc.latestBlock();
    Optional<Position> position = followed.position();
    Optional<Instant> at = position.flatMap(p -> rpc.block(p.block())).map(Block::time);
    last = new Sight(head.number(), head.time(), at.orElse(head.time()));
  }

  /// The newest block seen; empty before the first answer.
  public Optional<Long> head() {
    return Optional.ofNullable(last).map(Sight::head);
  }

  /// How long ago the newest block seen was made.
  public Optional<Duration> headAge() {
    return Optional.ofNullable(last).map(sight -> since(sight.headTime()));
  }

  /// How much older than the newest block the last one is that was brought to the handlers.
  public Optional<Duration> lag() {
    return Optional.ofNullable(last)
        .map(sight -> Duration.between(sight.positionTime(), sight.headTime()));
  }

  /// How many logs are set aside and not settled.
  public long setAsideCount() {
    return asideCount;
  }

  /// The first of them.
  public List<SetAsideLog> firstSetAside() {
    return firstAside;
  }

  private Duration since(Instant time) {
    Duration age = Duration.between(time, clock.instant());
    return age.isNegative() ? Duration.ZERO : age;
  }

  private static double seconds(Optional<Duration> time) {
    return time.map(t -> (double) t.toSeconds()).orElse(Double.NaN);
  }

  /// @param positionTime of the block at the follower's position
  private record Sight(long head, Instant headTime, Instant positionTime) {}
}
