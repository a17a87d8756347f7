package com.qubetics.dvpn.chain.spring;

import com.qubetics.dvpn.chain.follow.ChainWatch;
import com.qubetics.dvpn.chain.follow.Follower;
import com.qubetics.dvpn.chain.follow.SetAsideLog;
import com.qubetics.dvpn.chain.send.IntentSender;
import com.qubetics.dvpn.chain.send.SenderRole;
import com.qubetics.dvpn.chain.send.SenderStatus;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/// The chain's part of `/actuator/health`: figures, and alarms with their remedy. DOWN is only what
/// does not pass by itself: a key with the wrong roles, a halted sender, a log set aside. A
/// supervisor that restarts what is DOWN would make a slow chain or an absent signer worse; a chain
/// that shows no new block is BEHIND, which is no failure to HTTP (docs of libs/events).
final class ChainHealth implements HealthIndicator {
  private static final String BEHIND = "BEHIND";

  private final @Nullable ChainWatch watch;
  private final @Nullable IntentSender sender;
  private final @Nullable SenderRole role;
  private final @Nullable Follower follower;
  private final List<ChainLoop> loops;
  private final ChainSettings settings;

  ChainHealth(
      @Nullable ChainWatch watch,
      @Nullable IntentSender sender,
      @Nullable SenderRole role,
      @Nullable Follower follower,
      List<ChainLoop> loops,
      ChainSettings settings) {
    this.watch = watch;
    this.follower = follower;
    this.loops = List.copyOf(loops);
    this.sender = sender;
    this.role = role;
    this.settings = settings;
  }

  @Override
  public Health health() {
    Health.Builder health = Health.up();
    List<String> alarms = new ArrayList<>();
    if (watch != null) {
      seen(watch, health, alarms);
      aside(watch, health, alarms);
    }
    if (sender != null) {
      sent(sender, health, alarms);
    }
    if (follower != null && !follower.limits().isEmpty()) {
      health.withDetail("endpointLimits", follower.limits());
    }
    loops.forEach(each -> each.loop().problem().ifPresent(alarms::add));
    Optional<String> wrongRole = Optional.ofNullable(role).flatMap(SenderRole::problem);
    wrongRole.ifPresent(
        problem -> {
          alarms.add(problem);
          health.down();
        });
    return health.withDetail("alarms", alarms).build();
  }

  private void seen(ChainWatch chain, Health.Builder health, List<String> alarms) {
    Duration age = chain.headAge();
    Duration lag = chain.lag();
    chain.head().ifPresent(head -> health.withDetail("headBlock", head));
    health.withDetail("headAgeSeconds", age.toSeconds()).withDetail("lagSeconds", lag.toSeconds());
    if (age.compareTo(settings.staleAfter()) > 0) {
      health.status(BEHIND);
      alarms.add("no new block is seen: check the node at dvpn.chain.rpc-url");
    }
    if (lag.compareTo(settings.staleAfter()) > 0) {
      health.status(BEHIND);
      alarms.add("the follower is behind: it catches up, or its log says why not");
    }
  }

  private static void aside(ChainWatch chain, Health.Builder health, List<String> alarms) {
    ChainWatch.Aside aside = chain.setAside();
    if (aside.count() > 0) {
      alarms.add(
          "%s logs are set aside: look at them and go on with dvpn-admin set-aside"
              .formatted(aside.count()));
      health
          .down()
          .withDetail("setAside", aside.first().stream().map(SetAsideLog::toString).toList());
    }
  }

  private void sent(IntentSender from, Health.Builder health, List<String> alarms) {
    SenderStatus status = from.status();
    health
        .withDetail("sender", from.address().toString())
        .withDetail("intentsOpen", status.open())
        .withDetail("spentTodayTics", status.spentToday().toTics());
    TokenAmount balance = status.balance();
    if (balance != null) {
      health.withDetail("balanceTics", balance.toTics());
      if (balance.compareTo(settings.lowBalance()) < 0) {
        alarms.add("the sender's balance is low: send TICS to it");
      }
    }
    if (status.signerProblem() != null) {
      alarms.add("intents wait for the signer: " + status.signerProblem());
    }
    if (status.capped() > 0) {
      alarms.add(
          "%s intents wait at a cap on spending: dvpn.chain.max-transaction-tics, max-day-tics"
              .formatted(status.capped()));
    }
    if (status.stuck() > 0) {
      alarms.add(
          "%s intents are stuck: see their problem in chain_intent".formatted(status.stuck()));
    }
    if (status.halted()) {
      alarms.add(
          "the chain has seen nonces that this database has not given out: after a restored backup"
              + " name the chain's nonce in dvpn.chain.accepted-nonce (deploy/alarms.md); if"
              + " somebody else has the key, give the sender a new one");
      health.down();
    }
  }
}
