package com.qubetics.dvpn.client.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.qubetics.dvpn.client.LoggedIn;
import com.qubetics.dvpn.client.export.Export.Exported;
import com.qubetics.dvpn.client.gateway.ProblemException;
import com.qubetics.dvpn.client.selection.Wish;
import com.qubetics.dvpn.client.session.Limit;
import com.qubetics.dvpn.client.session.SessionStore;
import com.qubetics.dvpn.client.session.SessionTerms;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.session.ClientConfig;
import com.qubetics.dvpn.protocol.value.ByteCount;
import com.qubetics.dvpn.protocol.value.Endpoint;
import com.qubetics.dvpn.wire.selection.SelectionRequest.Near;
import com.qubetics.dvpn.wireguard.TunnelSecret;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ExportTest {
  private static final Wish WISH = new Wish(new Near(50.1, 8.7), List.of(), List.of());
  private static final Limit LIMIT = new Limit(ByteCount.ofMebibytes(1024), 0);
  private static final SessionTerms TERMS = new SessionTerms(LIMIT.maxBytes(), Duration.ofHours(3));
  private static final PrivateKey OTHER_KEY = PrivateKey.parse("0x" + "55".repeat(32));

  @TempDir private Path folder;
  private LoggedIn user;
  private SessionStore store;

  @BeforeEach
  void logIn() {
    user = new LoggedIn(folder);
    store = new SessionStore(user.home, Clock.systemUTC());
  }

  @AfterEach
  void close() {
    user.close();
  }

  private Exported export() {
    return new Export(user.access, user.chain(), store, Clock.systemUTC(), new SecureRandom())
        .export(WISH, TERMS, LIMIT, 1280);
  }

  @Test
  void isWhatWgQuickReadsWithAllOfBothFamilies() {
    TunnelSecret secret = TunnelSecret.parse("0x" + "01".repeat(32));
    ClientConfig config =
        new ClientConfig("10.77.0.9", "10.77.0.1", 1380, Endpoint.parse("203.0.113.7:51820"));

    assertThat(new PlainConfiguration(secret, LoggedIn.NODE_TUNNEL_KEY, config, 1300).text())
        .isEqualTo(
            """
            [Interface]
            PrivateKey = AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=
            Address = 10.77.0.9/32
            DNS = 10.77.0.1
            MTU = 1300

            [Peer]
            PublicKey = qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqo=
            Endpoint = 203.0.113.7:51820
            AllowedIPs = 0.0.0.0/0, ::/0
            PersistentKeepalive = 25
            """);
    assertThatThrownBy(() -> new PlainConfiguration(secret, LoggedIn.NODE_TUNNEL_KEY, config, 1279))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void grantsTheKeyThatTheConfigurationHasAndKeepsTheSession() {
    Exported exported = export();

    var grant = user.fake.clients.grantOf(exported.session());
    assertThat(grant.tunnelKey()).isEqualTo(exported.configuration().secret().publicKey());
    assertThat(grant.maxBytes()).isEqualTo(LIMIT.maxBytes());
    assertThat(grant.notAfter() - grant.notBefore()).isEqualTo(3 * 3600);
    store.hold(exported.session()).close();
  }

  @Test
  void leavesANodeWhoseOfferIsForgedForTheNext() {
    user.fake.clients.add(
        LoggedIn.node(LoggedIn.NODE_KEY, PrivateKey.parse("0x" + "44".repeat(32))));
    user.fake.clients.add(LoggedIn.node(OTHER_KEY, OTHER_KEY));

    assertThat(export().node().address()).isEqualTo(OTHER_KEY.address());
    assertThat(user.fake.clients.ended).hasSize(1);
    assertThat(store.list()).hasSize(1);
  }

  @Test
  void saysWhyTheOnlyOfferIsNotBelievedAndKeepsNothing() {
    user.fake.clients.add(
        LoggedIn.node(LoggedIn.NODE_KEY, PrivateKey.parse("0x" + "44".repeat(32))));

    assertThatThrownBy(this::export)
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.code()).isEqualTo("OFFER_NOT_BY_NODE"));
    assertThat(user.fake.clients.ended).hasSize(1);
    assertThat(store.list()).isEmpty();
  }
}
