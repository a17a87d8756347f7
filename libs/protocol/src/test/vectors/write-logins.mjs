// Writes ../resources/logins.json: login texts as wallets' libraries write them, and signatures in the forms that they make.
// Usage: npm ci --ignore-scripts && npm run --silent logins
import { createRequire } from "node:module";
import { compactSignatureToSignature, getAddress, parseSignature, serializeCompactSignature, signatureToCompactSignature } from "viem";
import { createSiweMessage } from "viem/siwe";
import { privateKeyToAccount } from "viem/accounts";
import { Signature, Wallet } from "ethers";

const require = createRequire(import.meta.url);
const { SiweMessage } = require("siwe");
const { formatMessage } = require("@walletconnect/utils");
const version = (name) => `${name} ${require(`./node_modules/${name}/package.json`).version}`;

const key = "0x" + "11".repeat(32);
const account = privateKeyToAccount(key);
const registry = getAddress("0xd36f47d8ab72e42b672ffb69de1085a970d9aa38");
const appKey = getAddress("0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed");
const issued = new Date("2026-11-22T10:00:00.123Z");
const expires = new Date("2026-11-23T10:00:00.000Z");
const wish = {
  domain: "gateway.dvpn.test:8443",
  address: account.address,
  statement: `Allow this app key until ${expires.toISOString()}; moves no funds`,
  uri: "https://gateway.dvpn.test:8443/api/v1/login",
  version: "1",
  chainId: 31337,
  nonce: "abcDEF123456",
  resources: [`urn:dvpn:app-key:${appKey}`, `urn:dvpn:registry:eip155:31337:${registry}`],
};
const times = { issuedAt: issued.toISOString(), expirationTime: expires.toISOString() };

const texts = [
  [version("viem"), "createSiweMessage", createSiweMessage({ ...wish, issuedAt: issued, expirationTime: expires })],
  [version("viem"), "createSiweMessage with scheme, requestId and notBefore",
    createSiweMessage({ ...wish, scheme: "https", requestId: "r-1", notBefore: issued, issuedAt: issued, expirationTime: expires })],
  [version("siwe"), "SiweMessage", new SiweMessage({ ...wish, ...times }).prepareMessage()],
  [version("siwe"), "SiweMessage with scheme and requestId",
    new SiweMessage({ ...wish, ...times, scheme: "https", requestId: "7" }).prepareMessage()],
  [version("@walletconnect/utils"), "formatMessage",
    formatMessage({ ...wish, aud: wish.uri, iat: times.issuedAt, exp: times.expirationTime, type: "caip122" },
      `did:pkh:eip155:31337:${account.address}`)],
];

const signed = texts[0][2];
const plain = await account.signMessage({ message: signed });
const parts = parseSignature(plain);
const byEthers = await new Wallet(key).signMessage(signed);
const signatures = [
  [version("viem"), "signMessage", plain],
  [version("viem"), "v as the parity, as Ledger's devices give it", plain.slice(0, -2) + (parts.yParity ? "01" : "00")],
  [version("viem"), "EIP-2098", serializeCompactSignature(signatureToCompactSignature(parts))],
  [version("ethers"), "signMessage", byEthers],
  [version("ethers"), "compactSerialized", Signature.from(byEthers).compactSerialized],
];
if (compactSignatureToSignature(signatureToCompactSignature(parts)).s !== parts.s) {
  throw new Error("the compact form does not lead back");
}

console.log(JSON.stringify({
  about: "written by ../vectors/write-logins.mjs",
  account: account.address,
  texts: texts.map(([by, what, text]) => ({ by, what, text })),
  signatures: signatures.map(([by, what, signature]) => ({ by, what, signature })),
}, null, 2));
