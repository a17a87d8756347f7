package com.qubetics.dvpn.evm.key;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.params.KeyParameter;

/// scrypt (RFC 7914), without its limit of N below 65,536 for r = 1, which Bouncy Castle keeps:
/// web3.py and Brownie went beyond it until 2023 (N = 262,144), and need 32 MiB only.
final class Scrypt {
  private static final int BLOCK_WORDS = 16;

  private Scrypt() {}

  /// @param n a power of two; with `r`, 128 × n × r bytes are taken
  /// @param p how often, one after the other
  static byte[] derive(byte[] password, byte[] salt, int n, int r, int p, int length) {
    byte[] blocks = pbkdf2(password, salt, 128 * r * p);
    IntBuffer words = ByteBuffer.wrap(blocks).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer();
    int[] block = new int[2 * BLOCK_WORDS * r];
    int[][] memory = new int[n][];
    for (int i = 0; i < p; i++) {
      words.get(i * block.length, block);
      mix(block, memory);
      words.put(i * block.length, block);
    }
    return pbkdf2(password, blocks, length);
  }

  /// One round of PBKDF2-HMAC-SHA256, which the JDK's takes for passwords of characters only.
  private static byte[] pbkdf2(byte[] password, byte[] salt, int length) {
    PKCS5S2ParametersGenerator generator = new PKCS5S2ParametersGenerator(new SHA256Digest());
    generator.init(password, salt, 1);
    return ((KeyParameter) generator.generateDerivedMacParameters(length * Byte.SIZE)).getKey();
  }

  /// scryptROMix.
  private static void mix(int[] block, int[][] memory) {
    int[] mixed = new int[block.length];
    int n = memory.length;
    for (int i = 0; i < n; i++) {
      memory[i] = block.clone();
      mixBlock(block, mixed);
    }
    for (int i = 0; i < n; i++) {
      int[] other = memory[block[block.length - BLOCK_WORDS] & (n - 1)];
      for (int word = 0; word < block.length; word++) {
        block[word] ^= other[word];
      }
      mixBlock(block, mixed);
    }
  }

  /// scryptBlockMix: the even parts first, then the odd ones.
  private static void mixBlock(int[] block, int[] mixed) {
    int parts = block.length / BLOCK_WORDS;
    int[] x = new int[BLOCK_WORDS];
    System.arraycopy(block, block.length - BLOCK_WORDS, x, 0, BLOCK_WORDS);
    for (int part = 0; part < parts; part++) {
      for (int word = 0; word < BLOCK_WORDS; word++) {
        x[word] ^= block[part * BLOCK_WORDS + word];
      }
      salsa(x);
      int to = part / 2 + (part % 2) * (parts / 2);
      System.arraycopy(x, 0, mixed, to * BLOCK_WORDS, BLOCK_WORDS);
    }
    System.arraycopy(mixed, 0, block, 0, block.length);
  }

  /// Salsa20/8: four times columns and rows.
  private static void salsa(int[] words) {
    int[] x = words.clone();
    for (int round = 0; round < 4; round++) {
      quarter(x, 0, 4, 8, 12);
      quarter(x, 5, 9, 13, 1);
      quarter(x, 10, 14, 2, 6);
      quarter(x, 15, 3, 7, 11);
      quarter(x, 0, 1, 2, 3);
      quarter(x, 5, 6, 7, 4);
      quarter(x, 10, 11, 8, 9);
      quarter(x, 15, 12, 13, 14);
    }
    for (int i = 0; i < BLOCK_WORDS; i++) {
      words[i] += x[i];
    }
  }

  private static void quarter(int[] x, int a, int b, int c, int d) {
    x[b] ^= Integer.rotateLeft(x[a] + x[d], 7);
    x[c] ^= Integer.rotateLeft(x[b] + x[a], 9);
    x[d] ^= Integer.rotateLeft(x[c] + x[b], 13);
    x[a] ^= Integer.rotateLeft(x[d] + x[c], 18);
  }
}
