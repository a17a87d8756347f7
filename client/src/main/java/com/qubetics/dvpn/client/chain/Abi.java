package com.qubetics.dvpn.client.chain;

import com.qubetics.dvpn.client.gateway.GatewayException;
import com.qubetics.dvpn.protocol.crypto.Keccak;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Hex;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Calls and answers of static types only: a selector and words of 32 bytes.
final class Abi {
  private static final int WORD = 32;

  private final ByteArrayOutputStream data = new ByteArrayOutputStream();

  private Abi(String signature) {
    data.write(hash(signature).bytes(), 0, 4);
  }

  /// @param signature such as `anchorOf(uint64,uint8)`
  static Abi call(String signature) {
    return new Abi(signature);
  }

  /// The first topic of an event, such as `Settled(uint64)`.
  static String topic(String signature) {
    return hash(signature).toString();
  }

  private static Bytes32 hash(String signature) {
    return Keccak.hash(signature.getBytes(StandardCharsets.US_ASCII));
  }

  /// A number as an indexed member of an event.
  static String word(long value) {
    return "0x%064x".formatted(value);
  }

  Abi with(Address value) {
    data.writeBytes(new byte[WORD - Address.LENGTH]);
    data.writeBytes(value.bytes());
    return this;
  }

  Abi with(BigInteger value) {
    byte[] bytes = value.toByteArray();
    byte[] word = new byte[WORD];
    int length = Math.min(bytes.length, WORD);
    System.arraycopy(bytes, bytes.length - length, word, WORD - length, length);
    data.writeBytes(word);
    return this;
  }

  Abi with(long value) {
    return with(BigInteger.valueOf(value));
  }

  @Override
  public String toString() {
    return Hex.format(data.toByteArray());
  }

  /// An answer, read word by word.
  record Answer(byte[] words) {
    Answer {
      if (words.length % WORD != 0) {
        throw new IllegalArgumentException("answer: not whole words");
      }
    }

    int count() {
      return words.length / WORD;
    }

    Bytes32 bytes32(int index) {
      return Bytes32.of(Arrays.copyOfRange(words, index * WORD, (index + 1) * WORD));
    }

    Address address(int index) {
      return Address.of(Arrays.copyOfRange(bytes32(index).bytes(), 12, WORD));
    }

    BigInteger uint(int index) {
      return new BigInteger(1, bytes32(index).bytes());
    }

    /// @throws GatewayException if it is not below 2^63
    long uint64(int index) {
      BigInteger value = uint(index);
      if (value.bitLength() > 63) {
        throw new GatewayException("rpc: %s (expected: a number below 2^63)".formatted(value));
      }
      return value.longValue();
    }

    TokenAmount amount(int index) {
      return new TokenAmount(uint(index));
    }

    boolean bool(int index) {
      return uint(index).signum() != 0;
    }
  }
}
