package com.qubetics.dvpn.evm.abi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Hex;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.datatypes.DynamicArray;
import org.web3j.abi.datatypes.DynamicBytes;
import org.web3j.abi.datatypes.Type;
import org.web3j.abi.datatypes.generated.Uint256;

/// web3j makes the same of the same arguments.
class AbiTest {
  private static final List<String> TYPES =
      List.of(
          "address", "bytes32", "uint8", "uint64", "uint256", "bytes", "bytes32[]", "address[]");

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);

  @Test
  @SuppressWarnings("rawtypes")
  void encodesCallsOfAllTypesAsWeb3jDoes() {
    for (int round = 0; round < 500; round++) {
      List<String> types =
          random.ints(random.nextInt(7), 0, TYPES.size()).mapToObj(TYPES::get).toList();
      List<Object> ours = new ArrayList<>();
      List<Type> theirs = new ArrayList<>();
      types.forEach(type -> add(type, ours, theirs));
      String signature = "call(" + String.join(",", types) + ")";
      assertThat(Hex.format(Abi.call(signature, ours.toArray())))
          .as("seed %d, round %d: %s", seed, round, signature)
          .isEqualTo(FunctionEncoder.encode(Hex.format(Abi.selector(signature)), theirs));
    }
  }

  @Test
  void refusesArgumentsThatAreNotTheSignatures() {
    assertThatThrownBy(() -> Abi.call("f(uint8)", 256)).hasMessageContaining("out of range");
    assertThatThrownBy(() -> Abi.call("f(uint8)", -1)).hasMessageContaining("uint");
    assertThatThrownBy(() -> Abi.call("f(uint8)")).hasMessageContaining("0 arguments");
    assertThatThrownBy(() -> Abi.call("f(address)", 1)).hasMessageContaining("address");
    assertThatThrownBy(() -> Abi.call("f(uint8)", Bytes32.ZERO)).hasMessageContaining("uint8");
    assertThatThrownBy(() -> Abi.call("f(bool)", true)).hasMessageContaining("bool");
  }

  @SuppressWarnings("rawtypes")
  private void add(String type, List<Object> ours, List<Type> theirs) {
    switch (type) {
      case "address" -> {
        Address value = Address.of(bytes(20));
        ours.add(value);
        theirs.add(new org.web3j.abi.datatypes.Address(value.toString()));
      }
      case "bytes32" -> {
        Bytes32 value = Bytes32.of(bytes(32));
        ours.add(value);
        theirs.add(word(value));
      }
      case "bytes" -> {
        byte[] value = bytes(random.nextInt(100));
        ours.add(value);
        theirs.add(new DynamicBytes(value));
      }
      case "bytes32[]" -> {
        List<Bytes32> value = many(() -> Bytes32.of(bytes(32)));
        ours.add(value);
        theirs.add(
            new DynamicArray<>(
                org.web3j.abi.datatypes.generated.Bytes32.class,
                value.stream().map(AbiTest::word).toList()));
      }
      case "address[]" -> {
        List<Address> value = many(() -> Address.of(bytes(20)));
        ours.add(value);
        theirs.add(
            new DynamicArray<>(
                org.web3j.abi.datatypes.Address.class,
                value.stream()
                    .map(each -> new org.web3j.abi.datatypes.Address(each.toString()))
                    .toList()));
      }
      default -> {
        BigInteger value = new BigInteger(Integer.parseInt(type.substring(4)), random);
        ours.add(value);
        theirs.add(new Uint256(value));
      }
    }
  }

  private <T> List<T> many(Supplier<T> one) {
    return IntStream.range(0, random.nextInt(4)).mapToObj(i -> one.get()).toList();
  }

  private static org.web3j.abi.datatypes.generated.Bytes32 word(Bytes32 value) {
    return new org.web3j.abi.datatypes.generated.Bytes32(value.bytes());
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
