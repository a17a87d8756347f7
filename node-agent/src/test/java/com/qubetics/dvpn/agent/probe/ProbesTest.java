package com.qubetics.dvpn.agent.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.qubetics.dvpn.agent.link.LinkException;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Endpoint;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.wire.agent.Assignment;
import com.qubetics.dvpn.wire.agent.ProbeResult;
import com.qubetics.dvpn.wire.problem.ProblemCode;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

final class ProbesTest {
  private static final NodeId NODE = new NodeId(PrivateKey.random(new SecureRandom()).address());
  private static final Endpoint ENDPOINT = Endpoint.parse("203.0.113.1:51821");

  private final Semaphore mayEnd = new Semaphore(0);
  private final Probes probes =
      new Probes(
          assignment -> {
            mayEnd.acquireUninterruptibly();
            return ProbeResult.unanswered(assignment, true);
          });
  private final List<ProbeResult> told = new ArrayList<>();

  @Test
  void doesAllOfALoadThatHasNotAllAPlaceAtOnce() throws Exception {
    List<Assignment> load = assignments(5, 100);

    probes.take(5, load);
    mayEnd.release(Probes.AT_ONCE);
    deliver(Probes.AT_ONCE);
    probes.take(5, load);
    mayEnd.release(100);
    deliver(100);

    assertThat(told).hasSize(100).allMatch(ProbeResult::made);
    assertThat(probes.made()).isEqualTo(100);
  }

  @Test
  void makesAnAssignmentThatIsRepeatedOnce() throws Exception {
    mayEnd.release(10);
    probes.take(5, assignments(5, 3));
    probes.take(5, assignments(5, 3));
    deliver(3);
    probes.take(5, assignments(5, 3));

    assertThat(probes.deliver(told::addAll, 200, 50)).isFalse();
    assertThat(probes.made()).isEqualTo(3);
  }

  @Test
  void tellsWhatFoundNoPlaceBeforeItsSlotWasOverAsNotMade() throws Exception {
    probes.take(5, assignments(5, 70));
    assertThat(probes.deliver(told::addAll, 200, 50)).isFalse();

    probes.take(6, List.of());
    deliver(6);

    assertThat(told).hasSize(6).noneMatch(ProbeResult::made).allMatch(of -> of.slot() == 5);
  }

  @Test
  void bringsAgainWhatTheRegistryCouldNotTake() throws Exception {
    mayEnd.release(2);
    probes.take(5, assignments(5, 2));
    awaitMade(2);

    assertThatThrownBy(
            () ->
                probes.deliver(
                    results -> {
                      throw new LinkException(ProblemCode.UNREACHABLE, "away");
                    },
                    200,
                    1000))
        .isInstanceOf(LinkException.class);
    probes.take(6, List.of());
    deliver(2);

    assertThat(told).hasSize(2);
  }

  @Test
  void forgetsResultsWhoseSlotIsPast() throws Exception {
    mayEnd.release(2);
    probes.take(5, assignments(5, 2));
    awaitMade(2);
    probes.take(7, List.of());

    assertThat(probes.deliver(told::addAll, 200, 50)).isFalse();
  }

  private void awaitMade(int count) throws InterruptedException {
    long end = System.nanoTime() + 5_000_000_000L;
    while (probes.made() < count && System.nanoTime() < end) {
      Thread.sleep(5);
    }
    Thread.sleep(20);
  }

  private void deliver(int count) throws Exception {
    long end = System.nanoTime() + 5_000_000_000L;
    while (told.size() < count && System.nanoTime() < end) {
      boolean some = probes.deliver(told::addAll, 200, 100);
      assertThat(some || told.size() < count).isTrue();
    }
  }

  private static List<Assignment> assignments(long slot, int count) {
    List<Assignment> list = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] challenge = ByteBuffer.allocate(Bytes32.LENGTH).putInt(i).array();
      list.add(new Assignment(slot, NODE, ENDPOINT, Bytes32.of(challenge), null));
    }
    return list;
  }
}
