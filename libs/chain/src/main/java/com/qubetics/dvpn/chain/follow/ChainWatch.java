package com.qubetics.dvpn.chain.follow;

import com.qubetics.dvpn.evm.rpc.Block;
import com.qubetics.dvpn.evm.rpc.JsonRpc;
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
  private final Instant since;
  private volatile @Nullable Sight last;
  private volatile Aside aside = new Aside(0, List.of());

  public ChainWatch(JsonRpc rpc, JdbcClient jdbc, Clock clock, MeterRegistry metrics) {
    this.rpc = rpc;
    this.followed = new FollowedChain(jdbc);
    this.setAside = new SetAside(jdbc);
    this.clock = clock;
    this.since = clock.instant();
    Gauge.builder("dvpn.chain.head.age.seconds", () -> headAge().toSeconds()).register(metrics);
    Gauge.builder("dvpn.chain.set.aside", () -> aside.count()).register(metrics);
    Gauge.builder("dvpn.chain.lag.seconds", () -> lag().toSeconds()).register(metrics);
  }

  /// @throws com.qubetics.dvpn.evm.ChainException if the chain can't be asked
  public void look() {
    List<SetAsideLog> first = setAside.open(SHOWN);
    aside = new Aside(first.size() < SHOWN ? first.size() : setAside.openCount(), first);
    Block head = rpc.latestBlock();
    Optional<Position> position = followed.position();
    Optional<Instant> at = position.flatMap(p -> rpc.block(p.block())).map(Block::time);
    last = new Sight(head.number(), head.time(), at.orElse(head.time()));
  }

  /// The newest block seen; empty before the first answer.
  public Optional<Long> head() {
    return Optional.ofNullable(last).map(Sight::head);
  }

  /// How long ago the newest block seen was made; before the first one, how long it has been looked
  /// for.
  public Duration headAge() {
    Sight sight = last;
    return since(sight == null ? since : sight.headTime());
  }

  /// How much older than the newest block the last one is that was brought to the handlers; before
  /// the first look, how long it has been looked for.
  public Duration lag() {
    Sight sight = last;
    return sight == null ? since(since) : Duration.between(sight.positionTime(), sight.headTime());
  }

  /// What is set aside and not settled.
  public Aside setAside() {
    return aside;
  }

  private Duration since(Instant time) {
    Duration age = Duration.between(time, clock.instant());
    return age.isNegative() ? Duration.ZERO : age;
  }

  /// @param count of the logs that are set aside
  /// @param first some of them
  public record Aside(long count, List<SetAsideLog> first) {}

  /// @param positionTime of the block at the follower's position
  private record Sight(long head, Instant headTime, Instant positionTime) {}
}
