package com.qubetics.dvpn.agent.run;

import com.qubetics.dvpn.agent.setup.Finding;
import com.qubetics.dvpn.protocol.node.NodeState;
import com.qubetics.dvpn.protocol.value.BootId;
import com.qubetics.dvpn.protocol.value.Endpoint;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.wire.network.PublicNode;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// `status.json`: what the running agent says of itself, written every two seconds. No client is in
/// it.
///
/// @param at when it was written
/// @param state of the node by the registry; null before its first answer
/// @param ready whether new sessions are taken; if not, `reasons` says why
/// @param seen when the control plane last answered a poll
/// @param rxBytes of the sessions that are served, since each began in this boot
/// @param txBytes likewise
/// @param failures steps of the agent that ended in a bug
/// @param registered the node as the API shows it, by the registry's last answer; null before that
/// @param questionsAnswered of clients to the resolver in the tunnel, without any of what they were
/// @param questionsFailed those that none of the provider's resolvers answered
/// @param path what became of the last packet that went a user's way; null before the first
/// @param rejected statements that the ledger did not take
public record Status(
    String version,
    Instant at,
    long pid,
    Instant startedAt,
    NodeId node,
    BootId boot,
    Endpoint endpoint,
    String interfaceName,
    @Nullable NodeState state,
    boolean ready,
    boolean draining,
    List<String> reasons,
    int sessions,
    int paused,
    String revision,
    @Nullable Instant seen,
    long rxBytes,
    long txBytes,
    long probesAnswered,
    long probesSent,
    long questionsAnswered,
    long questionsFailed,
    long rejected,
    long failures,
    @Nullable PublicNode registered,
    @Nullable Finding path) {

  public Status {
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(at, "at");
    Objects.requireNonNull(node, "node");
    Objects.requireNonNull(endpoint, "endpoint");
    Objects.requireNonNull(interfaceName, "interfaceName");
    Objects.requireNonNull(revision, "revision");
    reasons = reasons == null ? List.of() : List.copyOf(reasons);
  }
}
