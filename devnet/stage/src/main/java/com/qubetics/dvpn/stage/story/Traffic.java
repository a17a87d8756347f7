package com.qubetics.dvpn.stage.story;

import com.qubetics.dvpn.client.connection.ConnectionState;
import com.qubetics.dvpn.protocol.session.Usage;
import com.qubetics.dvpn.stage.network.Api;
import com.qubetics.dvpn.wire.session.UsageAnswer;
import java.util.Objects;

/// What each side says of a session's bytes.
///
/// @param client what went through the client's interface
/// @param node what the node stated last
/// @param counted what the ledger counts
record Traffic(long client, long node, long acked, long counted) {

  /// Acked bytes are never more than either end has seen.
  static Traffic of(User user, Api api) {
    ConnectionState connection = user.connection();
    String path = "/api/v1/sessions/" + connection.session() + "/usage";
    UsageAnswer newest = api.get(path, user.token(), UsageAnswer.class);
    Usage usage = Objects.requireNonNull(newest.usage()).message();
    Traffic said =
        new Traffic(
            user.tunnelBytes(),
            usage.rx().plus(usage.tx()).bytes(),
            connection.acks().ackedBytes(),
            newest.countedBytes().bytes());
    Check.that(
        said.acked <= said.client && said.acked <= said.node,
        "%s acked more than was seen: %s",
        user.name(),
        said);
    return said;
  }
}
