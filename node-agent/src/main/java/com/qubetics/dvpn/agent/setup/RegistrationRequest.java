package com.qubetics.dvpn.agent.setup;

import com.qubetics.dvpn.agent.link.NetworkFacts;
import com.qubetics.dvpn.protocol.crypto.Keccak;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.crypto.Signature;
import com.qubetics.dvpn.protocol.node.Registration;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.session.TypedMessage;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Endpoint;
import com.qubetics.dvpn.protocol.value.Hex;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The transaction `NodeRegistry.register(…)` that the provider's wallet signs, with the node key's
/// proof of possession in it.
///
/// @param value base units, decimal: deposit and operating buffer
/// @param data the call, ABI-encoded
/// @param nonce the registry's nonce of the node key: 0 for a key that was never registered
/// @param deadline seconds since 1970, UTC: the proof is void after it
/// @param proof the node key's signature; with it the whole is a body of `POST
///   /api/v1/transactions/register`
public record RegistrationRequest(
    Address to,
    String value,
    String data,
    long chainId,
    NodeId node,
    Account provider,
    TunnelKey tunnelKey,
    Endpoint endpoint,
    Bytes32 endpointHash,
    long nonce,
    long deadline,
    Signature proof) {

  private static final String FUNCTION = "register(address,bytes32,bytes32,uint256,bytes)";
  private static final int WORD = 32;

  public static RegistrationRequest of(
      NetworkFacts network,
      PrivateKey nodeKey,
      Account provider,
      TunnelKey tunnelKey,
      Endpoint endpoint,
      long nonce,
      long deadline) {
    NodeId node = new NodeId(nodeKey.address());
    Signed<Registration> proof =
        TypedMessage.sign(
            new Registration(provider, node, tunnelKey, endpoint.hash(), nonce, deadline),
            network.domain(),
            nodeKey);
    return new RegistrationRequest(
        network.nodeRegistry(),
        network.stake().toString(),
        Hex.format(encode(proof)),
        network.chainId(),
        node,
        provider,
        tunnelKey,
        endpoint,
        endpoint.hash(),
        nonce,
        deadline,
        proof.signature());
  }

  /// Selector, four static words, the offset of the proof, its length, its 65 bytes filled up.
  private static byte[] encode(Signed<Registration> proof) {
    Registration message = proof.message();
    byte[] signature = proof.signature().bytes();
    int padded = (signature.length + WORD - 1) / WORD * WORD;
    ByteBuffer data = ByteBuffer.allocate(4 + 6 * WORD + padded);
    byte[] selector = Keccak.hash(FUNCTION.getBytes(StandardCharsets.US_ASCII)).bytes();
    data.put(selector, 0, 4);
    data.put(new byte[WORD - Address.LENGTH]).put(message.node().address().bytes());
    data.put(message.tunnelKey().value().bytes());
    data.put(message.endpointHash().bytes());
    word(data, message.deadline());
    word(data, 5L * WORD);
    word(data, signature.length);
    data.put(Arrays.copyOf(signature, padded));
    return data.array();
  }

  private static void word(ByteBuffer data, long value) {
    data.put(new byte[WORD - Long.BYTES]).putLong(value);
  }
}
