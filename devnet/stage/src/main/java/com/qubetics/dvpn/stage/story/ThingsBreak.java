package com.qubetics.dvpn.stage.story;

import com.qubetics.dvpn.protocol.value.SessionId;
import com.qubetics.dvpn.stage.StageException;
import com.qubetics.dvpn.stage.network.SideBySide;
import com.qubetics.dvpn.stage.story.User.Download;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// An agent is killed, a user ends its session, and another never acknowledges: each fails closed.
record ThingsBreak(Scene scene, Connecting connecting) implements Chapter {
  private static final String NEW_YORK = "40.7,-74.0";
  private static final Duration LEASE = Duration.ofSeconds(15);

  /// So long nothing passes before it is said that nothing does.
  private static final Duration NOTHING_FOR = Duration.ofSeconds(4);

  /// The first credit of 8 MiB, the 24 MiB beyond which no session waits for its ack, and half a
  /// second at full rate until the counters are read.
  private static final long MOST_UNSIGNED = 32 * 1024 * 1024 + Scene.FULL_RATE / 2;

  @Override
  public String title() {
    return "Things break, and stay honest";
  }

  @Override
  public void tell() {
    StoryNode dead = scene.nodeOf(scene.metamask());
    CompletableFuture<Void> other =
        CompletableFuture.allOf(
            SideBySide.run(this::userDisconnects), SideBySide.run(this::userNeverAcknowledges));
    agentDies(dead);
    SideBySide.join(other);
  }

  private void agentDies(StoryNode dead) {
    User user = scene.metamask();
    LiveNetwork network = scene.network();
    Teller teller = scene.teller();
    scene.killEpoch().set(network.epoch());
    scene.died().complete(dead);
    network.kill(dead);
    long killed = System.nanoTime();
    teller.say("kill -9 of the agent of %s", dead.name());
    Last last = new Last();
    String address =
        Check.eventually(
            Duration.ofSeconds(90),
            user.name() + " gets to another node",
            () -> {
              double asked = Teller.seconds(killed);
              Optional<String> seen = user.seenAs();
              if (seen.isPresent() && seen.get().equals(dead.address())) {
                last.seconds = asked;
                return Optional.empty();
              }
              return seen;
            });
    double moved = Teller.seconds(killed);
    Check.that(
        last.seconds <= LEASE.toSeconds() + 1.5,
        "traffic passed %.1f s after the agent's death (expected: at most the lease of %d s)",
        last.seconds,
        LEASE.toSeconds());
    Check.that(network.hasTunnel(dead), "WireGuard of %s died with its agent", dead.name());
    teller.say(
        "its WireGuard lives, its traffic stopped after %.1f s (lease %d s)",
        last.seconds, LEASE.toSeconds());
    StoryNode other =
        network.nodes().stream().filter(n -> n.address().equals(address)).findFirst().orElseThrow();
    teller.say("%s went on through %s after %.1f s", user.name(), other.name(), moved);
  }

  /// When the last request that was answered had been sent.
  private static final class Last {
    private double seconds;
  }

  /// The session is ended by its owner while the tunnel stays configured: what stops then, the node
  /// stopped.
  private void userDisconnects() {
    User user = scene.keplr();
    SessionId session = user.connection().session();
    Check.that(user.seenAs().isPresent(), "%s has no traffic before it ends", user.name());
    long start = System.nanoTime();
    int status = scene.network().api().delete("/api/v1/sessions/" + session, user.token());
    Check.that(status / 100 == 2, "DELETE of the session: status %d", status);
    Last last = new Last();
    Quiet quiet = new Quiet();
    Check.eventually(
        Duration.ofSeconds(60),
        "nothing of " + user.name() + " passes after its session's end",
        () -> {
          double asked = Teller.seconds(start);
          if (user.seenAs().isPresent()) {
            last.seconds = asked;
            return quiet.broken();
          }
          return quiet.heldFor(NOTHING_FOR);
        });
    Check.that(
        last.seconds <= LEASE.toSeconds(),
        "traffic passed %.1f s after the session's end (expected: at most %d s)",
        last.seconds,
        LEASE.toSeconds());
    scene.say("%s ended its session: nothing passed after %.1f s", user.name(), last.seconds);
    user.disconnect();
  }

  private void userNeverAcknowledges() {
    User user = scene.silent();
    connecting.connect(user, NEW_YORK, "US", "--no-ack", "--no-reconnect");
    scene.unsignedAt().complete(scene.nodeOf(user));
    Download download =
        user.downloadingUntilStalled(100_000_000, Scene.FULL_RATE)
            .join()
            .orElseThrow(() -> new StageException("nothing came to " + user.name()));
    Check.that(
        download.bytes() < MOST_UNSIGNED,
        "%s got %d bytes without an ack (expected: less than %d)",
        user.name(),
        download.bytes(),
        MOST_UNSIGNED);
    Check.that(download.bytes() > 1_000_000, "%s got only %d bytes", user.name(), download.bytes());
    Check.that(user.seenAs().isEmpty(), "%s is not paused", user.name());
    scene.downloads().put(user, download);
    Check.equal(scene.measured(user).counted(), 0L, "counted bytes of " + user.name());
    scene.say(
        "%s never acknowledges: paused after %.1f MB of 100", user.name(), download.bytes() / 1e6);
    user.disconnect();
  }
}
