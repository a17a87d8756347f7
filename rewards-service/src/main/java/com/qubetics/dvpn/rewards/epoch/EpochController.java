package com.qubetics.dvpn.rewards.epoch;

import com.qubetics.dvpn.http.Refusal;
import com.qubetics.dvpn.http.words.Malformed;
import com.qubetics.dvpn.http.words.PageSize;
import com.qubetics.dvpn.rewards.reward.ComputedEpochs;
import com.qubetics.dvpn.wire.problem.ProblemCode;
import com.qubetics.dvpn.wire.reward.PublicEpoch;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Public: what every epoch sealed, paid and put on chain.
@RestController
final class EpochController {
  private static final int MAX_PAGE = 100;
  private static final MediaType TEXT = new MediaType("text", "plain", StandardCharsets.UTF_8);

  private final Epochs epochs;
  private final ComputedEpochs workings;

  EpochController(Epochs epochs, ComputedEpochs workings) {
    this.epochs = epochs;
    this.workings = workings;
  }

  /// @param cursor the number of the newest epoch of the page, as the page before named it
  @GetMapping("/api/v1/epochs")
  PublicEpoch.Page epochs(
      @RequestParam(defaultValue = "20") int limit,
      @RequestParam(required = false) @Nullable Long cursor) {
    PageSize.of(limit, MAX_PAGE);
    if (cursor != null && cursor < 0) {
      throw new Malformed("cursor", "%s (expected: one given here)".formatted(cursor));
    }
    long current = epochs.current();
    long to = cursor == null ? current : Math.min(cursor, current);
    long from = Math.max(0, to - limit + 1);
    return new PublicEpoch.Page(
        epochs.between(from, to), from == 0 ? null : Long.toString(from - 1));
  }

  @GetMapping("/api/v1/epochs/{epoch}")
  PublicEpoch epoch(@PathVariable long epoch) {
    return epochs
        .find(epoch)
        .orElseThrow(() -> new Refusal(ProblemCode.EPOCH_UNKNOWN, "The epoch has not begun."));
  }

  /// The workings, byte for byte what `dataHash` on chain is the hash of.
  @GetMapping("/api/v1/epochs/{epoch}/rewards")
  ResponseEntity<byte[]> rewards(@PathVariable long epoch) {
    String text =
        workings
            .text(epoch)
            .orElseThrow(
                () ->
                    new Refusal(
                        ProblemCode.REWARDS_NOT_READY,
                        "The rewards of the epoch are not computed; ask again after it was sealed."));
    return ResponseEntity.ok().contentType(TEXT).body(text.getBytes(StandardCharsets.UTF_8));
  }
}
