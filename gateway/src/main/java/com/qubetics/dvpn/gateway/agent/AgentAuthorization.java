package com.qubetics.dvpn.gateway.agent;

import com.qubetics.dvpn.protocol.crypto.Keccak;
import com.qubetics.dvpn.protocol.crypto.Signature;
import com.qubetics.dvpn.protocol.node.AgentRequest;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.value.NodeId;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The header `Authorization: DvpnNode node=0x…,at=…,signature=0x…`.
///
/// @param at seconds since 1970, UTC
record AgentAuthorization(NodeId node, long at, Signature signature) {
  static final String SCHEME = "DvpnNode ";

  private static final Pattern FORM =
      Pattern.compile(
          "DvpnNode node=(0x[0-9a-fA-F]{40}),at=([0-9]{1,12}),signature=(0x[0-9a-f]{130})");

  /// @throws IllegalArgumentException unless in the form above
  static AgentAuthorization parse(String header) {
    Matcher matcher = FORM.matcher(header);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "Authorization: malformed (expected: DvpnNode node=0x…,at=…,signature=0x…)");
    }
    return new AgentAuthorization(
        NodeId.parse(matcher.group(1)),
        Long.parseLong(matcher.group(2)),
        Signature.parse(matcher.group(3)));
  }

  /// The message that this signature must be over for the request at hand.
  Signed<AgentRequest> over(String method, String target, byte[] body) {
    return new Signed<>(new AgentRequest(node, method, target, Keccak.hash(body), at), signature);
  }
}
