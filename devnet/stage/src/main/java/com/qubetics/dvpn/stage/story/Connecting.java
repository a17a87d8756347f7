package com.qubetics.dvpn.stage.story;

import com.qubetics.dvpn.client.connection.ConnectTiming;
import com.qubetics.dvpn.client.connection.ConnectionState;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Log-in and connect, verified: of those who acknowledge, and of who does not.
record Connecting(Scene scene) {

  void logIn(User user) {
    user.clear();
    var account = user.login(LiveNetwork.rpcUrl()).account();
    Check.equal(account, scene.network().account(user.name()), "account of " + user.name());
    scene.say(
        "%s logged in with a %s key: %s = %s",
        user.name(), user.wallet(), account, account.address().toBech32());
  }

  /// The web server must see the node's address then.
  ///
  /// @param near latitude and longitude
  void connect(User user, String near, String countries, String... more) {
    ConnectionState connection = user.connect(near, countries, more);
    scene.connects().put(user, connection);
    StoryNode node = scene.network().node(connection.node());
    ConnectTiming timing = connection.timing();
    scene.say(
        "%s connected to %s: first packet after %.0f ms (select %.0f, session %.0f with record"
            + " %s and install %s, handshake %.0f)",
        user.name(),
        node.name(),
        timing.total(),
        timing.select(),
        timing.session(),
        millis(timing.record()),
        millis(timing.install()),
        timing.handshake());
    String seen =
        Check.eventually(
            Duration.ofSeconds(10),
            user.name() + " reaches the web through its tunnel",
            user::seenAs);
    Check.equal(seen, node.address(), "address that the web server sees of " + user.name());
  }

  /// What the gateway may leave out.
  static String millis(@Nullable Double value) {
    return value == null ? "?" : String.format(Locale.ROOT, "%.0f", value);
  }
}
