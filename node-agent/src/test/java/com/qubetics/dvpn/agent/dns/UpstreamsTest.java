package com.qubetics.dvpn.agent.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class UpstreamsTest {
  @Test
  void asksTheSilentLastUntilTheyAreHeardAgain() {
    Upstream one = Upstream.parse("192.0.2.1");
    Upstream two = Upstream.parse("192.0.2.2");
    Upstreams upstreams = new Upstreams(() -> List.of(one, two));

    upstreams.silent(one);
    assertThat(upstreams.inOrder()).containsExactly(two, one);
    assertThat(upstreams.silent()).containsExactly(one);

    upstreams.silent(two);
    assertThat(upstreams.inOrder()).containsExactly(one, two);

    upstreams.answered(one);
    assertThat(upstreams.inOrder()).containsExactly(one, two);
    assertThat(upstreams.silent()).containsExactly(two);
  }

  @Test
  void forgetsWhoIsNamedNoMore() {
    Upstream one = Upstream.parse("192.0.2.1");
    AtomicReference<List<Upstream>> named = new AtomicReference<>(List.of(one));
    Upstreams upstreams = new Upstreams(named::get);
    upstreams.silent(one);

    named.set(List.of());

    assertThat(upstreams.inOrder()).isEmpty();
    assertThat(upstreams.silent()).isEmpty();
  }
}
