package com.qubetics.dvpn.stage.story;

import com.qubetics.dvpn.client.session.AckLoop;
import com.qubetics.dvpn.stage.StageException;
import com.qubetics.dvpn.stage.story.User.Download;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// A page first and then a large file: all of it arrives from the node's address, is acknowledged
/// and counted.
record UsersDownload(Scene scene) implements Chapter {
  /// What a user may lose to pauses in all.
  private static final Duration MOST_LOST = Duration.ofSeconds(2);

  @Override
  public String title() {
    return "They download through their nodes";
  }

  @Override
  public void tell() {
    Duration limit = Duration.ofSeconds(60 + scene.bytes() / 1_000_000);
    List<CompletableFuture<Optional<Download>>> pages =
        scene.honest().stream()
            .map(user -> user.downloading(Scene.PAGE_BYTES, Scene.PAGE_RATE, limit))
            .toList();
    for (CompletableFuture<Optional<Download>> page : pages) {
      Check.that(page.join().isPresent(), "a page did not come");
    }
    scene.say("each read a page of %d MB", Scene.PAGE_BYTES / 1_000_000);
    Map<User, CompletableFuture<Optional<Download>>> running = new LinkedHashMap<>();
    for (User user : scene.honest()) {
      running.put(user, user.downloading(scene.bytes(), Scene.FULL_RATE, limit));
    }
    running.forEach(this::arrives);
    scene.honest().forEach(this::allIsCounted);
  }

  private void arrives(User user, CompletableFuture<Optional<Download>> future) {
    Download download =
        future.join().orElseThrow(() -> new StageException(user.name() + " got no answer"));
    StoryNode node = scene.nodeOf(user);
    Check.equal(download.bytes(), scene.bytes(), "what " + user.name() + " got, bytes,");
    Check.equal(download.from(), node.address(), "address seen of " + user.name());
    scene.downloads().put(user, download);
    scene.say(
        "%s: %d MB in %.1f s (%.1f MB/s); the server saw %s, which is %s",
        user.name(),
        download.bytes() / 1_000_000,
        download.seconds(),
        download.megabytesPerSecond(),
        download.from(),
        node.name());
  }

  private void allIsCounted(User user) {
    AckLoop.Figures acks =
        Check.eventually(
            Duration.ofSeconds(70),
            "all bytes of " + user.name() + " are counted",
            () ->
                Optional.of(user.connection().acks())
                    .filter(a -> a.countedBytes() >= scene.bytes() + Scene.PAGE_BYTES),
            () -> user.connection().acks().toString());
    scene.say(
        "%s: %d acks, %d bytes acked, %d counted, %d pauses that took %d ms, slowest ack %.0f"
            + " ms",
        user.name(),
        acks.acks(),
        acks.ackedBytes(),
        acks.countedBytes(),
        acks.pauses(),
        acks.pausedMillis(),
        acks.slowestAckMillis());
    Check.that(
        acks.pausedMillis() <= MOST_LOST.toMillis(),
        "%s lost %d ms to pauses (expected: at most %d)",
        user.name(),
        acks.pausedMillis(),
        MOST_LOST.toMillis());
    // The ledger knows of an ack a moment before the client has its answer.
    Check.eventually(
        Duration.ofSeconds(10),
        "what is counted of " + user.name() + " is what it acknowledged",
        () -> Optional.of(scene.measured(user)).filter(said -> said.counted() == said.acked()),
        () -> scene.measured(user).toString());
  }
}
