package com.qubetics.dvpn.client;

import com.qubetics.dvpn.client.chain.Chain;
import com.qubetics.dvpn.client.gateway.Gateway;
import com.qubetics.dvpn.client.home.Home;
import com.qubetics.dvpn.client.login.Access;
import com.qubetics.dvpn.client.login.LoginState;
import com.qubetics.dvpn.client.login.Wallet;
import com.qubetics.dvpn.client.login.WalletLogin;
import com.qubetics.dvpn.controlplane.FakeControlPlane;
import com.qubetics.dvpn.controlplane.FakeNode;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.login.LoginProof;
import com.qubetics.dvpn.protocol.value.Endpoint;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;

/// A user's home that is logged in to a control plane of its own, with one node.
public final class LoggedIn implements AutoCloseable {
  public static final PrivateKey NODE_KEY = PrivateKey.parse("0x" + "33".repeat(32));
  public static final TunnelKey NODE_TUNNEL_KEY = TunnelKey.parse("0x" + "aa".repeat(32));
  public static final Endpoint ENDPOINT = Endpoint.parse("198.18.250.2:51999");

  public final FakeControlPlane fake;
  public final FakeChain chain;
  public final Home home;
  public final Access access;

  public LoggedIn(Path folder) {
    this(folder, InetAddress.getLoopbackAddress());
  }

  /// @param listening where the control plane listens
  public LoggedIn(Path folder, InetAddress listening) {
    fake = new FakeControlPlane(listening);
    chain = new FakeChain(listening, fake.clients);
    fake.clients.add(node(NODE_KEY, NODE_KEY));
    home = Home.at(folder);
    store(home, fake, chain);
    access = Access.open(home, Clock.systemUTC());
  }

  /// Logs in, and leaves in the home what `dvpn login` leaves there.
  static void store(Home home, FakeControlPlane fake, FakeChain chain) {
    PrivateKey appKey = PrivateKey.random(new SecureRandom());
    try (Gateway gateway = Gateway.at(fake.url(), fake.authority(), Clock.systemUTC())) {
      Wallet wallet = new Wallet(LoginProof.EIP4361, PrivateKey.parse("0x" + "11".repeat(32)));
      WalletLogin.Delegation done =
          new WalletLogin(gateway, Clock.systemUTC()).login(wallet, appKey);
      Access.store(
          home,
          new LoginState(
              fake.url().toString(),
              fake.authority().toString(),
              chain.url().toString(),
              done.network(),
              done.account(),
              done.keyExpiresAt(),
              done.token().token(),
              done.token().expiresAt()),
          appKey);
    }
  }

  /// One whose peers are nobody's.
  public static FakeNode node(PrivateKey key, PrivateKey signer) {
    return new FakeNode(key, signer, NODE_TUNNEL_KEY, ENDPOINT, grant -> {});
  }

  public Chain chain() {
    return Chain.at(chain.url(), access.network());
  }

  @Override
  public void close() {
    access.close();
    fake.close();
    chain.close();
  }
}
