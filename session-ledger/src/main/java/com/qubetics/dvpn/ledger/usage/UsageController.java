package com.qubetics.dvpn.ledger.usage;

import com.qubetics.dvpn.http.FromGateway;
import com.qubetics.dvpn.http.Refusal;
import com.qubetics.dvpn.http.words.Malformed;
import com.qubetics.dvpn.protocol.session.Ack;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.SessionId;
import com.qubetics.dvpn.wire.agent.UsageItem;
import com.qubetics.dvpn.wire.agent.UsageReceipt;
import com.qubetics.dvpn.wire.problem.ProblemCode;
import com.qubetics.dvpn.wire.session.AckAnswer;
import com.qubetics.dvpn.wire.session.UsageAnswer;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Usage from agents, its newest to clients, acks from clients.
@RestController
class UsageController {
  private static final int LONGEST_WAIT_SECONDS = 25;
  private static final Pattern WAIT = Pattern.compile("(0|[1-9][0-9]?)s?");

  private final UsageIntake intake;
  private final NewestUsage newest;
  private final Acks acks;

  UsageController(UsageIntake intake, NewestUsage newest, Acks acks) {
    this.intake = intake;
    this.newest = newest;
    this.acks = acks;
  }

  @PostMapping("/api/v1/agent/usage")
  UsageReceipt.Batch state(@FromGateway NodeId node, @RequestBody UsageItem.Batch body) {
    return new UsageReceipt.Batch(intake.take(node, body.items()));
  }

  /// @param wait seconds, a number or written as `25s`
  @GetMapping("/api/v1/sessions/{id}/usage")
  UsageAnswer usage(
      @FromGateway Account account,
      @PathVariable SessionId id,
      @RequestParam(required = false) @Nullable Bytes32 after,
      @RequestParam(defaultValue = "0") String wait) {
    return newest
        .after(account, id, after, seconds(wait))
        .orElseThrow(
            () -> new Refusal(ProblemCode.SESSION_UNKNOWN, "You have no session of this id."));
  }

  @PostMapping("/api/v1/sessions/{id}/acks")
  AckAnswer ack(
      @FromGateway Account account, @PathVariable SessionId id, @RequestBody Signed<Ack> ack) {
    return new AckAnswer(acks.take(account, id, ack));
  }

  private static Duration seconds(String wait) {
    Matcher seconds = WAIT.matcher(wait);
    if (!seconds.matches() || Integer.parseInt(seconds.group(1)) > LONGEST_WAIT_SECONDS) {
      throw new Malformed("wait", "malformed (expected: seconds, 0 to 25)");
    }
    return Duration.ofSeconds(Integer.parseInt(seconds.group(1)));
  }
}
