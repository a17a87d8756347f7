package com.qubetics.dvpn.stage.story;

import com.qubetics.dvpn.client.connection.ConnectionState;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import com.qubetics.dvpn.stage.story.User.Download;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// Who takes part in the story, and what the chapters so far have seen.
///
/// @param bytes of a download
/// @param silent who never acknowledges
/// @param connects how each user connected first
/// @param claimed what each provider was paid
/// @param firstEpoch in which the users connected
/// @param killEpoch in which the agent of `died` was killed
/// @param lastEpoch the last that was awaited
/// @param unsignedAt the node that served who never acknowledges
record Scene(
    Teller teller,
    LiveNetwork network,
    long bytes,
    User metamask,
    User keplr,
    User silent,
    Map<User, ConnectionState> connects,
    Map<User, Download> downloads,
    Map<User, Traffic> traffic,
    Map<Account, TokenAmount> claimed,
    AtomicLong firstEpoch,
    AtomicLong killEpoch,
    AtomicLong lastEpoch,
    CompletableFuture<StoryNode> died,
    CompletableFuture<StoryNode> unsignedAt) {
  /// A page, as people read one: at a modest rate, since a session's credit starts at 8 MiB and
  /// grows with each ack.
  static final long PAGE_BYTES = 12_000_000;

  static final long PAGE_RATE = 4_000_000;
  static final long FULL_RATE = 20_000_000;

  static Scene of(Teller teller, LiveNetwork network, long bytes) {
    return new Scene(
        teller,
        network,
        bytes,
        new User(network.layout(), 1, "user-1", "metamask"),
        new User(network.layout(), 2, "user-2", "keplr"),
        // A new wallet each time: whoever left unsigned bytes behind gets no session for a day.
        new User(network.layout(), 3, "silent-" + network.epoch(), "metamask"),
        new ConcurrentHashMap<>(),
        new ConcurrentHashMap<>(),
        new ConcurrentHashMap<>(),
        new ConcurrentHashMap<>(),
        new AtomicLong(),
        new AtomicLong(),
        new AtomicLong(),
        new CompletableFuture<>(),
        new CompletableFuture<>());
  }

  /// Those who acknowledge what they use.
  List<User> honest() {
    return List.of(metamask, keplr);
  }

  List<User> all() {
    return List.of(metamask, keplr, silent);
  }

  void say(String format, Object... values) {
    teller.say(format, values);
  }

  /// The node that a user is connected to.
  StoryNode nodeOf(User user) {
    ConnectionState connection =
        Check.eventually(
            Duration.ofSeconds(5),
            user.name() + " has a connection",
            () -> Optional.of(user.connection()));
    return network.node(connection.node());
  }

  /// What each side says of a user's session; kept for the summary.
  Traffic measured(User user) {
    Traffic said = Traffic.of(user, network.api());
    traffic.put(user, said);
    return said;
  }

  /// The last epoch but one that was awaited.
  long epochBefore() {
    return Math.max(firstEpoch.get(), lastEpoch.get() - 1);
  }
}
