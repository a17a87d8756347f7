package com.qubetics.dvpn.registry.probe;

import com.qubetics.dvpn.http.FromGateway;
import com.qubetics.dvpn.http.Refusal;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.wire.agent.ProbeResult;
import com.qubetics.dvpn.wire.network.PastSlot;
import com.qubetics.dvpn.wire.problem.ProblemCode;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// Where agents bring results, and where everybody can check a slot that is over.
@RestController
@RequestMapping("/api/v1")
class ProbeController {
  private static final int MAX_RESULTS = 1_000;

  private final ProbeResults results;
  private final SlotArchive archive;

  ProbeController(ProbeResults results, SlotArchive archive) {
    this.results = results;
    this.archive = archive;
  }

  @PostMapping("/agent/probe-results")
  ProbeResult.Taken results(@FromGateway NodeId prober, @RequestBody ProbeResult.Batch request) {
    if (request.results().size() > MAX_RESULTS) {
      throw new Refusal(ProblemCode.TOO_MANY_ITEMS, "At most 1000 results in one request.");
    }
    return new ProbeResult.Taken(results.store(ProberName.node(prober), request.results()));
  }

  @GetMapping("/slots/{slot}")
  PastSlot slot(@PathVariable long slot) {
    return archive
        .find(slot)
        .orElseThrow(
            () ->
                new Refusal(
                    ProblemCode.SLOT_UNKNOWN,
                    "The slot is not over yet, was not drawn, or is no longer kept."));
  }
}
