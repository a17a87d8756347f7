package com.qubetics.dvpn.engines.qubetics;

import com.qubetics.dvpn.protocol.crypto.Keccak;
import com.qubetics.dvpn.protocol.crypto.Signature;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A signed transaction, read from its bytes: of type 0, 1 or 2, as the client knows them.
///
/// @param chainId null: it is not tied to a chain (before EIP-155)
/// @param maxFee the gas price where there is but one
/// @param tip likewise
/// @param intrinsicGas that it takes before any code runs
/// @param signature v, r and s as they stand in it
record RawTransaction(
    String hex,
    Bytes32 hash,
    int type,
    @Nullable BigInteger chainId,
    Address from,
    long nonce,
    BigInteger tip,
    BigInteger maxFee,
    long gas,
    @Nullable Address to,
    BigInteger value,
    byte[] data,
    long intrinsicGas,
    List<BigInteger> signature) {

  private static final BigInteger FIRST_PROTECTED = BigInteger.valueOf(35);

  /// Reads it; the words of a refusal are geth's (`core/types/transaction.go`) as far as a caller
  /// tells them apart.
  static RawTransaction read(byte[] bytes) throws Refusal {
    if (bytes.length == 0) {
      throw new Refusal("typed transaction too short");
    }
    try {
      int first = bytes[0] & 0xff;
      if (first >= 0xc0) {
        return legacy(bytes);
      }
      if (first == 1 || first == 2) {
        return typed(first, bytes);
      }
    } catch (IllegalArgumentException | ArithmeticException | IndexOutOfBoundsException e) {
      throw new Refusal(String.valueOf(e.getMessage()));
    }
    throw new Refusal("transaction type not supported");
  }

  /// What a unit of gas costs it in a block of this base fee.
  BigInteger price(BigInteger baseFee) {
    return tip.add(baseFee).min(maxFee);
  }

  BigInteger fee(BigInteger baseFee) {
    return price(baseFee).multiply(BigInteger.valueOf(gas));
  }

  /// What the sender must own.
  BigInteger cost() {
    return maxFee.multiply(BigInteger.valueOf(gas)).add(value);
  }

  private static RawTransaction legacy(byte[] bytes) {
    List<Rlp> items = Rlp.read(bytes).items();
    BigInteger v = items.get(6).number();
    boolean isProtected = v.compareTo(FIRST_PROTECTED) >= 0;
    BigInteger chainId = isProtected ? v.subtract(FIRST_PROTECTED).shiftRight(1) : null;
    int parity = v.subtract(isProtected ? FIRST_PROTECTED : BigInteger.valueOf(27)).intValue() & 1;
    List<byte[]> signed = encoded(items.subList(0, 6));
    if (chainId != null) {
      signed.add(Rlp.number(chainId));
      signed.add(Rlp.number(BigInteger.ZERO));
      signed.add(Rlp.number(BigInteger.ZERO));
    }
    Bytes32 digest = Keccak.hash(Rlp.list(signed));
    return of(bytes, 0, chainId, digest, parity, items.subList(0, 6), items.subList(6, 9), null);
  }

  private static RawTransaction typed(int type, byte[] bytes) {
    List<Rlp> items = Rlp.read(Arrays.copyOfRange(bytes, 1, bytes.length)).items();
    int fields = type == 1 ? 8 : 9;
    Bytes32 digest =
        Keccak.hash(new byte[] {(byte) type}, Rlp.list(encoded(items.subList(0, fields))));
    int parity = items.get(fields).number().intValueExact();
    return of(
        bytes,
        type,
        items.getFirst().number(),
        digest,
        parity,
        items.subList(1, fields - 1),
        items.subList(fields, fields + 3),
        items.get(fields - 1));
  }

  /// @param fields nonce, one or two fees, gas, receiver, value, data
  private static RawTransaction of(
      byte[] bytes,
      int type,
      @Nullable BigInteger chainId,
      Bytes32 digest,
      int parity,
      List<Rlp> fields,
      List<Rlp> signature,
      @Nullable Rlp accessList) {
    int second = type == 2 ? 1 : 0;
    byte[] compact = new byte[Signature.LENGTH];
    put(compact, 0, signature.get(1).content());
    put(compact, 32, signature.get(2).content());
    compact[64] = (byte) parity;
    Address from =
        Signature.of(compact)
            .signer(digest)
            .orElseThrow(() -> new IllegalArgumentException("invalid transaction v, r, s values"));
    byte[] to = fields.get(3 + second).content();
    byte[] data = fields.get(5 + second).content();
    return new RawTransaction(
        "0x" + HexFormat.of().formatHex(bytes),
        Keccak.hash(bytes),
        type,
        chainId,
        from,
        fields.getFirst().number().longValueExact(),
        fields.get(1).number(),
        fields.get(1 + second).number(),
        fields.get(2 + second).number().longValueExact(),
        to.length == 0 ? null : Address.of(to),
        fields.get(4 + second).number(),
        data,
        intrinsicGas(to.length == 0, data, accessList),
        signature.stream().map(Rlp::number).toList());
  }

  /// Of Istanbul and Berlin (geth, `core/state_transition.go`).
  private static long intrinsicGas(boolean creates, byte[] data, @Nullable Rlp accessList) {
    long gas = creates ? 53_000 : 21_000;
    for (byte one : data) {
      gas += one == 0 ? 4 : 16;
    }
    if (accessList != null) {
      for (Rlp entry : accessList.items()) {
        gas += 2_400 + 1_900L * entry.items().get(1).items().size();
      }
    }
    return gas;
  }

  private static void put(byte[] into, int at, byte[] number) {
    System.arraycopy(number, 0, into, at + 32 - number.length, number.length);
  }

  private static List<byte[]> encoded(List<Rlp> items) {
    return new ArrayList<>(items.stream().map(Rlp::encoded).toList());
  }
}
