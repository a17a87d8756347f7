package com.qubetics.dvpn.chain.abi;

import com.qubetics.dvpn.protocol.crypto.Keccak;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Hex;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.datatypes.Address;
import org.web3j.abi.datatypes.DynamicArray;
import org.web3j.abi.datatypes.DynamicBytes;
import org.web3j.abi.datatypes.Type;
import org.web3j.abi.datatypes.generated.Uint256;

/// Encodes calls by a function's signature text, such as `claim(uint64,address,uint256,bytes32[])`.
public final class Abi {
  private static final int SELECTOR_LENGTH = 4;

  private Abi() {}

  /// @param arguments one per type: address ← Address; bytes32 ← Bytes32; uintN ← long, int or
  ///   BigInteger; bytes ← byte[]; address[] and bytes32[] ← List
  public static byte[] call(String signature, Object... arguments) {
    String encoded =
        FunctionEncoder.encode(Hex.format(selector(signature)), types(signature, arguments));
    return Hex.parse(encoded);
  }

  /// A deployment: bytecode and the constructor's arguments.
  ///
  /// @param signature such as `constructor(address,uint256)`
  public static byte[] deployment(byte[] bytecode, String signature, Object... arguments) {
    byte[] encoded = arguments(signature, arguments);
    byte[] whole = Arrays.copyOf(bytecode, bytecode.length + encoded.length);
    System.arraycopy(encoded, 0, whole, bytecode.length, encoded.length);
    return whole;
  }

  private static byte[] arguments(String signature, Object... arguments) {
    return Hex.parse("0x" + FunctionEncoder.encodeConstructor(types(signature, arguments)));
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

  @SuppressWarnings("rawtypes")
  private static List<Type> types(String signature, Object... arguments) {
    List<String> names = typesOf(signature);
    if (names.size() != arguments.length) {
      throw new IllegalArgumentException(
          "%s: %d arguments (expected: %d)".formatted(signature, arguments.length, names.size()));
    }
    List<Type> types = new ArrayList<>();
    for (int i = 0; i < arguments.length; i++) {
      types.add(type(names.get(i), arguments[i]));
    }
    return types;
  }

  private static Type<?> type(String name, Object value) {
    return switch (name) {
      case "address" -> new Address(value.toString());
      case "bytes32" -> bytes32(value);
      case "bytes" -> new DynamicBytes((byte[]) value);
      case "bytes32[]" ->
          new DynamicArray<>(
              org.web3j.abi.datatypes.generated.Bytes32.class,
              ((List<?>) value).stream().map(Abi::bytes32).toList());
      case "address[]" ->
          new DynamicArray<>(
              Address.class,
              ((List<?>) value).stream().map(a -> new Address(a.toString())).toList());
      default -> uint(name, value);
    };
  }

  private static org.web3j.abi.datatypes.generated.Bytes32 bytes32(Object value) {
    return new org.web3j.abi.datatypes.generated.Bytes32(((Bytes32) value).bytes());
  }

  private static Uint256 uint(String name, Object value) {
    if (!name.startsWith("uint")) {
      throw new IllegalArgumentException("type: %s (expected: one of Abi.call)".formatted(name));
    }
    BigInteger number =
        value instanceof BigInteger big ? big : BigInteger.valueOf(((Number) value).longValue());
    if (number.signum() < 0 || number.bitLength() > Integer.parseInt(name.substring(4))) {
      throw new IllegalArgumentException("%s: %s is out of range".formatted(name, number));
    }
    return new Uint256(number);
  }
}
