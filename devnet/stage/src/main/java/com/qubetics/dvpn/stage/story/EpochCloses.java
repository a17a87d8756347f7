package com.qubetics.dvpn.stage.story;

import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// What was downloaded is counted, the node that died is not paid for the time it was away, and
/// providers claim what the published data says.
record EpochCloses(Scene scene, Uptime uptime) implements Chapter {
  /// From an epoch's last second to its final rewards a quarter of this passes on an idle machine.
  private static final Duration EPOCH_LIMIT = Duration.ofSeconds(180);

  @Override
  public String title() {
    return "The epoch closes, and providers are paid";
  }

  @Override
  public void tell() {
    long epoch = scene.killEpoch().get();
    awaitFinal(epoch);
    if (uptime.of(scene.died().join(), epoch).all()) { // It was killed after the epoch's last slot.
      awaitFinal(epoch + 1);
    }
    scene.honest().forEach(this::isCounted);
    StoryNode unpaid = scene.unsignedAt().join();
    long unsigned = scene.network().countedMib(scene.lastEpoch().get(), unpaid);
    Check.equal(unsigned, 0L, "MiB counted for " + unpaid.name());
    scene.say("%s: nothing counted, so nothing earned by traffic", unpaid.name());
    deathCosts(scene.died().join());
    new ClaimsPaid(scene).tell();
    new AuditOfEpoch(scene).tell();
  }

  private void awaitFinal(long epoch) {
    LiveNetwork network = scene.network();
    Teller teller = scene.teller();
    List<String> states = new ArrayList<>();
    teller.say("waiting for epoch %d, which has %d s left", epoch, network.secondsLeft(epoch));
    Check.eventually(
        EPOCH_LIMIT,
        "epoch " + epoch + " becomes FINAL",
        () -> {
          Optional<String> state = network.stateOf(epoch);
          state
              .filter(s -> !states.contains(s))
              .ifPresent(
                  s -> {
                    states.add(s);
                    teller.say("epoch %d is %s", epoch, s);
                  });
          return state.filter("FINAL"::equals);
        },
        () -> states.isEmpty() ? "no answer" : "it is " + states.getLast());
    scene.lastEpoch().set(epoch);
  }

  private void isCounted(User user) {
    long first = scene.firstEpoch().get();
    long last = scene.lastEpoch().get();
    // The one that the user downloaded through.
    StoryNode node =
        scene.network().node(Objects.requireNonNull(scene.connects().get(user)).node());
    long counted = 0;
    for (long epoch = first; epoch <= last; epoch++) {
      counted += scene.network().countedMib(epoch, node);
    }
    // Each epoch's bytes are rounded down to MiB.
    long atLeast = ((scene.bytes() + Scene.PAGE_BYTES) >> 20) - (last - first + 1);
    Check.that(
        counted >= atLeast,
        "%d MiB counted for %s in epochs %d to %d (expected: at least %d)",
        counted,
        node.name(),
        first,
        last,
        atLeast);
    scene.say("%s: %d MiB counted in epochs %d to %d", node.name(), counted, first, last);
  }

  private void deathCosts(StoryNode dead) {
    long epoch = scene.lastEpoch().get();
    LiveNetwork network = scene.network();
    Uptime.Slots slots = uptime.of(dead, epoch);
    TokenAmount least = network.availability(epoch, dead);
    TokenAmount most =
        network.nodes().stream()
            .map(node -> network.availability(epoch, node))
            .max(Comparator.naturalOrder())
            .orElseThrow();
    Check.that(
        least.compareTo(most) < 0,
        "%s was up in %s slots of epoch %d and earned %s by it, no less than any other",
        dead.name(),
        slots,
        epoch,
        least.toTics());
    scene.say(
        "%s, which died, was up in %s slots of epoch %d: %s for availability, where another"
            + " earned %s",
        dead.name(), slots, epoch, least.toTics(), most.toTics());
  }
}
