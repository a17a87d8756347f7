package com.qubetics.dvpn.evm;

import com.qubetics.dvpn.evm.abi.Abi;
import com.qubetics.dvpn.evm.abi.WordReader;
import com.qubetics.dvpn.protocol.abi.AbiFields;
import com.qubetics.dvpn.protocol.crypto.Keccak;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Hex;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/// A Safe of several owners, all of whom sign: the contracts of Safe 1.5.0 as it publishes them.
public final class TestSafe {
  private static final Address NOBODY = Address.of(new byte[Address.LENGTH]);
  private static final String MARK = "6492".repeat(16);

  private final TestChain chain;
  private final List<PrivateKey> owners;
  private final Address factory;
  private final byte[] creation;

  public final Account account;

  /// Not deployed yet.
  public TestSafe(TestChain chain, PrivateKey... owners) {
    this.chain = chain;
    this.owners = List.of(owners);
    Address singleton = create("Safe.sol/Safe");
    Address handler =
        create("handler/CompatibilityFallbackHandler.sol/CompatibilityFallbackHandler");
    factory = create("proxies/SafeProxyFactory.sol/SafeProxyFactory");
    byte[] setup =
        Abi.call(
            "setup(address[],uint256,address,bytes,address,address,uint256,address)",
            this.owners.stream().map(PrivateKey::address).toList(),
            owners.length,
            NOBODY,
            new byte[0],
            handler,
            NOBODY,
            0,
            NOBODY);
    creation = Abi.call("createProxyWithNonce(address,bytes,uint256)", singleton, setup, 7);
    account = new Account(chain.rpc.view(factory, creation, WordReader::address));
  }

  private Address create(String contract) {
    String artifact =
        "contracts/node_modules/@safe-global/safe-smart-account/build/artifacts/contracts/%s.json"
            .formatted(contract);
    Path at = Path.of("").toAbsolutePath();
    while (!Files.exists(at.resolve(artifact))) {
      at = at.getParent();
    }
    String code =
        JsonMapper.shared().readTree(at.resolve(artifact).toFile()).required("bytecode").asString();
    return chain.wallet.transact(null, BigInteger.ZERO, Hex.parse(code)).contract().orElseThrow();
  }

  public void deploy() {
    chain.wallet.transact(factory, BigInteger.ZERO, creation);
  }

  public byte[] sign(Bytes32 hash) {
    return sign(hash, owners);
  }

  /// What these sign: in the order of their addresses, as the Safe wants it.
  public byte[] sign(Bytes32 hash, List<PrivateKey> signers) {
    Bytes32 message =
        hash(
            Keccak.hash("SafeMessage(bytes message)".getBytes(StandardCharsets.US_ASCII)),
            Keccak.hash(hash.bytes()));
    Bytes32 domain =
        hash(
            Keccak.hash(
                "EIP712Domain(uint256 chainId,address verifyingContract)"
                    .getBytes(StandardCharsets.US_ASCII)),
            Bytes32.uint(BigInteger.valueOf(chain.network.chainId())),
            account.address().word());
    Bytes32 digest = Keccak.hash(new byte[] {0x19, 1}, domain.bytes(), message.bytes());
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    signers.stream()
        .sorted(Comparator.comparing(signer -> new BigInteger(1, signer.address().bytes())))
        .forEach(signer -> all.writeBytes(signer.sign(digest).bytes()));
    return all.toByteArray();
  }

  /// A signature that says how the account is made (EIP-6492).
  public byte[] undeployed(byte[] signature) {
    byte[] encoded = new AbiFields().word(factory.word()).bytes(creation).bytes(signature).encode();
    return Hex.parse(Hex.format(encoded) + MARK);
  }

  private static Bytes32 hash(Bytes32... words) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    List.of(words).forEach(word -> all.writeBytes(word.bytes()));
    return Keccak.hash(all.toByteArray());
  }
}
