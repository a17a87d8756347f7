package com.qubetics.dvpn.evm.abi;

import com.qubetics.dvpn.protocol.abi.AbiFields;
import com.qubetics.dvpn.protocol.crypto.Keccak;
import com.qubetics.dvpn.protocol.crypto.Signature;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// Encodes calls by a function's signature text, such as `claim(uint64,address,uint256,bytes32[])`.
public final class Abi {
  private static final int SELECTOR_LENGTH = 4;

  private Abi() {}

  /// @param arguments one per type: address ← Address, Account or NodeId; bytes32 ← Bytes32 or
  ///   TunnelKey; uintN ← long, int, BigInteger or TokenAmount; bytes ← byte[] or Signature;
  ///   address[] and bytes32[] ← List
  public static byte[] call(String signature, Object... arguments) {
    return joined(selector(signature), signature, arguments);
  }

  /// A deployment: bytecode and the constructor's arguments.
  ///
  /// @param signature such as `constructor(address,uint256)`
  public static byte[] deployment(byte[] bytecode, String signature, Object... arguments) {
    return joined(bytecode, signature, arguments);
  }

  private static byte[] joined(byte[] before, String signature, Object... arguments) {
    byte[] encoded = encode(signature, arguments);
    byte[] whole = Arrays.copyOf(before, before.length + encoded.length);
    System.arraycopy(encoded, 0, whole, before.length, encoded.length);
    return whole;
  }

  /// The first four bytes of a call or of a custom error's data.
  public static byte[] selector(String signature) {
    return Arrays.copyOf(hash(signature).bytes(), SELECTOR_LENGTH);
  }

  /// The first topic of an event.
  public static Bytes32 topic(String signature) {
    return hash(signature);
  }

  private static Bytes32 hash(String signature) {
    return Keccak.hash(signature.getBytes(StandardCharsets.US_ASCII));
  }

  /// The types between the brackets of a signature.
  public static List<String> typesOf(String signature) {
    String list = signature.substring(signature.indexOf('(') + 1, signature.lastIndexOf(')'));
    return list.isEmpty() ? List.of() : List.of(list.split(",", -1));
  }

  private static byte[] encode(String signature, Object... arguments) {
    List<String> types = typesOf(signature);
    if (types.size() != arguments.length) {
      throw new IllegalArgumentException(
          "%s: %s arguments (expected: %s)".formatted(signature, arguments.length, types.size()));
    }
    AbiFields fields = new AbiFields();
    for (int i = 0; i < arguments.length; i++) {
      add(fields, types.get(i), arguments[i]);
    }
    return fields.encode();
  }

  private static void add(AbiFields fields, String type, Object value) {
    switch (type) {
      case "bytes" ->
          fields.bytes(value instanceof Signature proof ? proof.bytes() : (byte[]) value);
      case "bytes32[]" -> fields.list(words("bytes32", value));
      case "address[]" -> fields.list(words("address", value));
      default -> fields.word(word(type, value));
    }
  }

  private static List<Bytes32> words(String type, Object list) {
    return ((List<?>) list).stream().map(member -> word(type, member)).toList();
  }

  private static Bytes32 word(String type, Object value) {
    return switch (value) {
      case Address address when type.equals("address") -> address.word();
      case Account account when type.equals("address") -> account.address().word();
      case NodeId node when type.equals("address") -> node.address().word();
      case Bytes32 word when type.equals("bytes32") -> word;
      case TunnelKey key when type.equals("bytes32") -> key.value();
      case TokenAmount amount -> uint(type, amount.baseUnits());
      case BigInteger number -> uint(type, number);
      case Long number -> uint(type, BigInteger.valueOf(number));
      case Integer number -> uint(type, BigInteger.valueOf(number));
      default ->
          throw new IllegalArgumentException(
              "%s: %s (expected: as of Abi.call)"
                  .formatted(type, value.getClass().getSimpleName()));
    };
  }

  private static Bytes32 uint(String type, BigInteger number) {
    if (!type.startsWith("uint")) {
      throw new IllegalArgumentException("%s: a number (expected: uintN)".formatted(type));
    }
    if (number.bitLength() > Integer.parseInt(type.substring(4))) {
      throw new IllegalArgumentException("%s: %s is out of range".formatted(type, number));
    }
    return Bytes32.uint(number);
  }
}
