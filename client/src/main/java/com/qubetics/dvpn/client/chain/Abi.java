package com.qubetics.dvpn.client.chain;

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
    byte[] hash = Keccak.hash(signature.getBytes(StandardCharsets.US_ASCII)).bytes();
    data.write(hash, 0, 4);
  }

  /// @param signature such as `anchorOf(uint64,uint8)`
  static Abi call(String signature) {
    return new Abi(signature);
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

    long uint64(int index) {
      return uint(index).longValueExact();
    }

    TokenAmount amount(int index) {
      return new TokenAmount(uint(index));
    }

    boolean bool(int index) {
      return uint(index).signum() != 0;
    }
  }
}
