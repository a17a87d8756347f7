package com.qubetics.dvpn.stage.story;

import com.qubetics.dvpn.client.chain.WalletCall;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import com.qubetics.dvpn.stage.network.Bank;
import com.qubetics.dvpn.stage.network.SideBySide;
import com.qubetics.dvpn.stage.sandbox.Host;
import com.qubetics.dvpn.wire.selection.Selection.Choice;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Users log in with both kinds of wallet, are given the nearest idle node first, and connect.
record UsersConnect(Scene scene, Connecting connecting) implements Chapter {
  private static final String FRANKFURT = "50.1,8.7";
  private static final String SINGAPORE = "1.3,103.8";

  @Override
  public String title() {
    return "Two users log in and connect";
  }

  @Override
  public void tell() {
    User metamask = scene.metamask();
    User keplr = scene.keplr();
    LiveNetwork network = scene.network();
    scene.firstEpoch().set(network.epoch());
    Bank.fund(
        network.rpc(), List.of(network.account(scene.silent().name())), TokenAmount.ofTics("2"));
    SideBySide.of(scene.all(), connecting::logIn);
    SideBySide.of(
        scene.honest(),
        user -> {
          if (user == metamask) {
            buyPass(user);
          } else {
            hasFreeAllowance(user);
          }
        });
    choose(metamask, FRANKFURT, "fra-1");
    choose(keplr, SINGAPORE, "sin-1");
    for (User user : scene.honest()) {
      Check.that(user.seenAs().isEmpty(), "%s reaches the web without a tunnel", user.name());
    }
    scene.say("without a tunnel neither reaches %s", Host.WEB.address());
    connecting.connect(metamask, FRANKFURT, "DE,FR");
    connecting.connect(keplr, SINGAPORE, "SG", "--no-reconnect");
  }

  private void hasFreeAllowance(User user) {
    long free = user.allowance("promoMib");
    Check.that(free > 0, "%s has no free allowance", user.name());
    scene.say("%s has %d MiB free", user.name(), free);
  }

  private void buyPass(User user) {
    WalletCall transaction = user.pass(1);
    scene.network().transact(user, transaction);
    long pass =
        Check.eventually(
            Duration.ofSeconds(30),
            "the pass shows in the allowance of " + user.name(),
            () -> Optional.of(user.allowance("passMib")).filter(mib -> mib >= 1024));
    scene.say("%s bought a pass: %d MiB for %s", user.name(), pass, transaction.value().toTics());
  }

  /// An idle node at the place itself comes first.
  private void choose(User user, String near, String nearest) {
    List<Choice> candidates =
        Check.eventually(
            Duration.ofSeconds(20),
            "%s near %s is given %s first".formatted(user.name(), near, nearest),
            () ->
                Optional.of(user.select(near).candidates())
                    .filter(all -> !all.isEmpty() && name(all.getFirst()).equals(nearest)));
    Teller teller = scene.teller();
    teller.say("%s near %s: expected %s first, and it is", user.name(), near, nearest);
    for (Choice candidate : candidates) {
      String reasons =
          candidate.reasons().stream()
              .map(reason -> reason.code() + "=" + reason.value())
              .collect(Collectors.joining(" "));
      Check.that(!reasons.isBlank(), "a candidate without reasons: %s", candidate);
      teller.say("  %s score %s (%s)", name(candidate), candidate.score(), reasons);
    }
  }

  private String name(Choice candidate) {
    return scene.network().node(candidate.node()).name();
  }
}
