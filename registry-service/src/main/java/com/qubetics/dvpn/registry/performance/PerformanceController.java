package com.qubetics.dvpn.registry.performance;

import com.qubetics.dvpn.http.FromService;
import com.qubetics.dvpn.http.Refusal;
import com.qubetics.dvpn.protocol.node.EpochSchedule;
import com.qubetics.dvpn.registry.probe.SlotArchive;
import com.qubetics.dvpn.wire.problem.ProblemCode;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// The published files of sealed epochs.
@RestController
@RequestMapping(path = "/api/v1/epochs/{epoch}", produces = MediaType.TEXT_PLAIN_VALUE)
class PerformanceController {
  private final SealedEpochs epochs;
  private final SlotArchive archive;
  private final EpochSchedule schedule;

  PerformanceController(SealedEpochs epochs, SlotArchive archive, EpochSchedule schedule) {
    this.epochs = epochs;
    this.archive = archive;
    this.schedule = schedule;
  }

  @GetMapping("/performance")
  @FromService("rewards-service")
  String performance(@PathVariable long epoch) {
    return epochs.file(epoch).orElseThrow(PerformanceController::notSealed);
  }

  @GetMapping("/probe-answers")
  String probeAnswers(@PathVariable long epoch) {
    if (epochs.file(epoch).isEmpty()) {
      throw notSealed();
    }
    long first = schedule.firstSlotOfEpoch(epoch);
    long last = schedule.firstSlotOfEpoch(epoch + 1) - 1;
    return new ProbeAnswersFile(epoch, archive.between(first, last)).text();
  }

  private static Refusal notSealed() {
    return new Refusal(ProblemCode.EPOCH_NOT_SEALED, "The epoch's performance is not sealed yet.");
  }
}
