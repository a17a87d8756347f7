package com.qubetics.dvpn.simulation;

import com.qubetics.dvpn.epoch.MeasuredRow;
import com.qubetics.dvpn.protocol.crypto.Keccak;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.NodeId;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A node and whoever owns it.
///
/// @param number tells its luck apart from that of others; the same in both years
/// @param deposit base units
record Player(
    int number,
    NodeId node,
    Account provider,
    Bytes32 pseudonym,
    BigInteger deposit,
    MeasuredRow.Group group,
    Conduct conduct,
    boolean cheats) {

  static Player of(
      int number,
      int provider,
      BigInteger deposit,
      String prefix,
      Conduct conduct,
      boolean cheats) {
    return new Player(
        number,
        new NodeId(address("node " + number)),
        new Account(address("provider " + provider)),
        hash("pseudonym " + number),
        deposit,
        new MeasuredRow.Group(prefix, 0),
        conduct,
        cheats);
  }

  static Account account(String name) {
    return new Account(address(name));
  }

  private static Address address(String name) {
    return Address.of(Arrays.copyOf(hash(name).bytes(), Address.LENGTH));
  }

  private static Bytes32 hash(String name) {
    return Keccak.hash(name.getBytes(StandardCharsets.UTF_8));
  }
}
