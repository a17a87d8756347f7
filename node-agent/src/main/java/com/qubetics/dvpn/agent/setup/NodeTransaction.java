package com.qubetics.dvpn.agent.setup;

import com.qubetics.dvpn.evm.abi.Abi;
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
import com.qubetics.dvpn.wire.network.NetworkFacts;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;

/// A transaction to NodeRegistry that the provider's wallet signs, with the node key's proof of
/// possession in it.
///
/// @param value base units, decimal: deposit and operating buffer, or 0
/// @param data the call, ABI-encoded
/// @param node the node after the transaction
/// @param nonce the registry's nonce of the node key: 0 for a key that was never registered
/// @param deadline seconds since 1970, UTC: the proof is void after it
/// @param proof the node key's signature; with it the whole is a body of `POST
///   /api/v1/transactions/…`
/// @param packed what the page behind [#link] can't know, base64url (docs/protocol.md, section 8)
public record NodeTransaction(
    Call call,
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
    Signature proof,
    String packed) {

  public enum Call {
    REGISTER("register(address,bytes32,bytes32,uint256,bytes)"),
    UPDATE("update(address,bytes32,bytes32,uint256,bytes)"),
    ROTATE("rotateNodeKey(address,address,uint256,bytes)");

    private final String function;

    Call(String function) {
      this.function = function;
    }

    private byte[] data(Object... arguments) {
      return Abi.call(function, arguments);
    }
  }

  /// Who and what a proof is about.
  ///
  /// @param nonce the registry's nonce of the key that proves
  /// @param deadline seconds since 1970, UTC
  public record Subject(
      Account provider, TunnelKey tunnelKey, Endpoint endpoint, long nonce, long deadline) {}

  public static NodeTransaction register(
      NetworkFacts network, PrivateKey nodeKey, Subject subject) {
    return of(Call.REGISTER, network, nodeKey, new NodeId(nodeKey.address()), subject);
  }

  /// Another endpoint or tunnel key of a registered node.
  public static NodeTransaction update(NetworkFacts network, PrivateKey nodeKey, Subject subject) {
    return of(Call.UPDATE, network, nodeKey, new NodeId(nodeKey.address()), subject);
  }

  /// Another key of a registered node, proven by the new one; tunnel key and endpoint stay.
  public static NodeTransaction rotate(
      NetworkFacts network, NodeId from, PrivateKey nextKey, Subject subject) {
    return of(Call.ROTATE, network, nextKey, from, subject);
  }

  private static NodeTransaction of(
      Call call, NetworkFacts network, PrivateKey prover, NodeId first, Subject subject) {
    NodeId node = new NodeId(prover.address());
    Signed<Registration> proof =
        TypedMessage.sign(
            new Registration(
                subject.provider(),
                node,
                subject.tunnelKey(),
                subject.endpoint().hash(),
                subject.nonce(),
                subject.deadline()),
            network.domain(),
            prover);
    byte[] data =
        call == Call.ROTATE
            ? call.data(first, node, subject.deadline(), proof.signature())
            : call.data(
                node,
                subject.tunnelKey(),
                subject.endpoint().hash(),
                subject.deadline(),
                proof.signature());
    byte[][] fields =
        call == Call.ROTATE
            ? new byte[][] {first.address().bytes(), node.address().bytes()}
            : new byte[][] {
              node.address().bytes(),
              subject.tunnelKey().value().bytes(),
              subject.endpoint().hash().bytes()
            };
    return new NodeTransaction(
        call,
        network.nodeRegistry(),
        call == Call.REGISTER ? network.stake().toString() : "0",
        Hex.format(data),
        network.chainId(),
        node,
        subject.provider(),
        subject.tunnelKey(),
        subject.endpoint(),
        subject.endpoint().hash(),
        subject.nonce(),
        subject.deadline(),
        proof.signature(),
        pack(fields, subject.deadline(), proof.signature().bytes()));
  }

  private static String pack(byte[][] fields, long deadline, byte[] signature) {
    int length = Arrays.stream(fields).mapToInt(field -> field.length).sum();
    ByteBuffer packed = ByteBuffer.allocate(length + Long.BYTES + signature.length);
    for (byte[] field : fields) {
      packed.put(field);
    }
    packed.putLong(deadline).put(signature);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(packed.array());
  }

  /// What it does, without proof and deadline, which differ each time that it is made.
  String operation() {
    return switch (call) {
      case REGISTER, ROTATE -> "%s %s at %s".formatted(call, node, to);
      case UPDATE -> "%s %s at %s to %s %s".formatted(call, node, to, tunnelKey, endpointHash);
    };
  }

  /// The page at the gateway that hands this transaction to the browser's wallet.
  ///
  /// @param gateway its https URL
  public String link(String gateway) {
    String base = gateway.endsWith("/") ? gateway.substring(0, gateway.length() - 1) : gateway;
    return "%s/register.html?%s=%s".formatted(base, call.name().toLowerCase(Locale.ROOT), packed);
  }

  /// The same page in the browser of MetaMask's own app, for a telephone's camera: wallets there
  /// take no foreign contract call from an EIP-681 link.
  public String mobileLink(String gateway) {
    return "https://metamask.app.link/dapp/" + link(gateway).substring("https://".length());
  }
}
