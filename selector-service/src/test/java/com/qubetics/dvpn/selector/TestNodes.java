package com.qubetics.dvpn.selector;

import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Endpoint;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.Place;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import com.qubetics.dvpn.selector.candidate.Candidate;
import com.qubetics.dvpn.selector.candidate.Load;
import java.nio.ByteBuffer;

/// Nodes by number, in good shape unless said otherwise.
public final class TestNodes {
  public static final Place FRANKFURT = new Place("Frankfurt", "DE", 50.11, 8.68);
  public static final Place PARIS = new Place("Paris", "FR", 48.86, 2.35);
  public static final Place SYDNEY = new Place("Sydney", "AU", -33.87, 151.21);
  public static final double BERLIN_LATITUDE = 52.52;
  public static final double BERLIN_LONGITUDE = 13.4;

  private TestNodes() {}

  public static NodeId id(int number) {
    return new NodeId(address(number));
  }

  public static Account provider(int number) {
    return new Account(address(1000 + number));
  }

  public static Address address(int number) {
    return Address.of(ByteBuffer.allocate(Address.LENGTH).putInt(16, number).array());
  }

  public static Bytes32 seed(int number) {
    return Bytes32.of(ByteBuffer.allocate(Bytes32.LENGTH).putInt(28, number).array());
  }

  public static Load load() {
    return new Load(1, 0, 100, 0, 250_000, 10_000, 0, false);
  }

  public static Load busy(int peersOfHundred) {
    return new Load(1, peersOfHundred, 100, 0, 250_000, 10_000, 0, false);
  }

  public static Load losing(int basisPoints) {
    return new Load(1, 0, 100, 0, 250_000, 10_000, basisPoints, false);
  }

  public static Candidate node(int number, Place place, Load load) {
    return new Candidate(
        id(number),
        1,
        provider(number),
        new TunnelKey(seed(number)),
        Endpoint.parse("198.51.100." + number % 256 + ":51820"),
        place,
        true,
        false,
        load);
  }

  public static Candidate newcomer(int number, Place place, Load load) {
    Candidate node = node(number, place, load);
    return new Candidate(
        node.node(),
        1,
        node.provider(),
        node.tunnelKey(),
        node.endpoint(),
        place,
        true,
        true,
        load);
  }
}
