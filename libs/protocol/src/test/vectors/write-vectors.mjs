// Writes ../resources/vectors.json: what the wallets' own libraries make of fixed inputs.
// Usage: npm ci --ignore-scripts && npm run write
import { createRequire } from "node:module";
import { hashTypedData, hashMessage, keccak256, getAddress, sliceHex } from "viem";
import { privateKeyToAccount, sign } from "viem/accounts";
import { serializeSignDoc } from "@cosmjs/amino";
import { toBech32, fromHex } from "@cosmjs/encoding";

const require = createRequire(import.meta.url);
const { SiweMessage } = require("siwe");
const { makeADR36AminoSignDoc, verifyADR36Amino } = require("@keplr-wallet/cosmos");

const b32 = (byte) => "0x" + byte.repeat(32);
const key = b32("11");
const account = privateKeyToAccount(key);
const registry = getAddress("0xd36f47d8ab72e42b672ffb69de1085a970d9aa38");
const domain = { name: "dVPN", version: "1", chainId: 31337, verifyingContract: registry };
const node = getAddress("0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed");
const MAX = "9223372036854775807"; // the largest count the Java types hold

// docs/protocol.md section 1, and a message of each type as its JSON form carries it.
const messages = [
  ["Grant(address sessionKey,address node,bytes32 tunnelKey,uint64 maxBytes,uint64 notBefore,uint64 notAfter,bytes32 nonce)",
    { sessionKey: account.address, node, tunnelKey: b32("aa"), maxBytes: "1099511627776", notBefore: "1790000000", notAfter: "1790003600", nonce: b32("5c") }],
  ["Offer(bytes32 sessionId,bytes32 nodeTunnelKey,bytes32 endpointHash,bytes32 clientConfigHash,uint64 at)",
    { sessionId: b32("01"), nodeTunnelKey: b32("bb"), endpointHash: b32("02"), clientConfigHash: b32("03"), at: "1790000001" }],
  ["Usage(bytes32 sessionId,address node,bytes16 boot,uint64 seq,uint64 rx,uint64 tx,uint64 at)",
    { sessionId: b32("01"), node, boot: "0x" + "0f".repeat(16), seq: "3", rx: "4096", tx: MAX, at: "1790000002" }],
  ["Ack(bytes32 usageHash,uint64 rx,uint64 tx)", { usageHash: b32("04"), rx: "0", tx: MAX }],
  ["Certificate(address account,address sessionKey,uint64 notAfter)",
    { account: account.address, sessionKey: node, notAfter: "1790003600" }],
  ["TokenRequest(address appKey,string nonce)", { appKey: account.address, nonce: "abcDEF123456" }],
  ["Register(address provider,address node,bytes32 tunnelKey,bytes32 endpointHash,uint256 nonce,uint256 deadline)",
    { provider: account.address, node, tunnelKey: b32("bb"), endpointHash: b32("02"), nonce: "7", deadline: "1790003600" }],
  ["AgentRequest(address node,string method,string target,bytes32 bodyHash,uint64 at)",
    { node, method: "GET", target: "/api/v1/agent/peers?after=9:3&x=\u00e9", bodyHash: keccak256("0x"), at: "1790000003" }],
  ["ProbeAnswer(address node,uint64 slot,bytes32 challenge)", { node, slot: "42", challenge: b32("07") }],
];

const typed = [];
for (const [type, message] of messages) {
  const [, primaryType, members] = type.match(/^(\w+)\((.*)\)$/);
  const fields = members.split(",").map((m) => ({ type: m.split(" ")[0], name: m.split(" ")[1] }));
  const typedData = { domain, types: { [primaryType]: fields }, primaryType, message };
  typed.push({
    type,
    message,
    digest: hashTypedData(typedData),
    signature: await account.signTypedData(typedData),
  });
}

const login = {
  domain: "gateway.dvpn.test:8443",
  address: account.address,
  statement: "Allow this app key until 2026-11-23T10:00:00Z; moves no funds",
  uri: "https://gateway.dvpn.test:8443/api/v1/login",
  version: "1",
  chainId: 31337,
  nonce: "abcDEF123456",
  issuedAt: "2026-11-22T10:00:00Z",
  expirationTime: "2026-11-23T10:00:00Z",
  resources: [`urn:dvpn:app-key:${node}`, `urn:dvpn:registry:eip155:31337:${registry}`],
};
const text = new SiweMessage(login).prepareMessage();

const bech32 = (address) => toBech32("qubetics", fromHex(address.slice(2)));
const document = makeADR36AminoSignDoc(bech32(account.address), text);
const documentBytes = serializeSignDoc(document);
const adr036Digest = keccak256(documentBytes);
const adr036Signature = sliceHex(await sign({ hash: adr036Digest, privateKey: key, to: "hex" }), 0, 64);
const publicKey = fromHex(account.publicKey.slice(2));
if (!verifyADR36Amino("qubetics", bech32(account.address), text, publicKey, fromHex(adr036Signature.slice(2)), "ethsecp256k1")) {
  throw new Error("Keplr does not accept the ADR-036 signature");
}

const addresses = [
  "0x0000000000000000000000000000000000000000",
  "0x0000000000000000000000000000000000000001",
  "0xffffffffffffffffffffffffffffffffffffffff",
  "0xd36f47d8ab72e42b672ffb69de1085a970d9aa38",
  account.address,
];

const json = JSON.stringify({
  about: "written by ../vectors/write-vectors.mjs with viem, siwe, @cosmjs and @keplr-wallet/cosmos",
  key,
  address: account.address,
  domain: { chainId: domain.chainId, verifyingContract: registry },
  typed,
  login: {
    text,
    personalSign: { digest: hashMessage(text), signature: await account.signMessage({ message: text }) },
    adr036: {
      document: new TextDecoder().decode(documentBytes),
      digest: adr036Digest,
      signature: adr036Signature,
    },
  },
  addresses: addresses.map((address) => ({
    lower: address.toLowerCase(), eip55: getAddress(address), bech32: bech32(getAddress(address)),
  })),
}, null, 2);

// Counts and seconds are numbers in JSON; JavaScript could not write the largest of them.
process.stdout.write(json.replace(/"(\d+)"/g, "$1") + "\n");
