package com.qubetics.dvpn.selector.selection;

import com.qubetics.dvpn.http.FromGateway;
import com.qubetics.dvpn.http.Refusal;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.selector.candidate.Snapshot;
import com.qubetics.dvpn.wire.problem.ProblemCode;
import com.qubetics.dvpn.wire.selection.Selection;
import com.qubetics.dvpn.wire.selection.SelectionRequest;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.security.SecureRandom;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/// `POST /api/v1/selections`. That a user asks is checked; which one makes no difference.
@RestController
class SelectionController {
  private final LiveNodes live;
  private final SecureRandom random;
  private final Timer timer;

  SelectionController(LiveNodes live, SecureRandom random, MeterRegistry meters) {
    this.live = live;
    this.random = random;
    this.timer = meters.timer("dvpn_selector_selection");
  }

  @PostMapping("/api/v1/selections")
  Selection select(@FromGateway Account user, @RequestBody SelectionRequest request) {
    Snapshot snapshot =
        live.current()
            .orElseThrow(
                () ->
                    new Refusal(
                        ProblemCode.NOT_CAUGHT_UP,
                        "The picture of all nodes is still being read; try again in a second."));
    Bytes32 seed = request.seed() == null ? freshSeed() : request.seed();
    Timer.Sample sample = Timer.start();
    Selection selection = Selector.select(snapshot, request, seed);
    sample.stop(timer);
    return selection;
  }

  private Bytes32 freshSeed() {
    byte[] bytes = new byte[Bytes32.LENGTH];
    random.nextBytes(bytes);
    return Bytes32.of(bytes);
  }
}
