// Writes keystores.json of libs/evm: keystores as wallets' libraries write them, all of one key and password.
// Usage: npm ci --ignore-scripts && npm run --silent keystores
import { createRequire } from "node:module";
import { createCipheriv, randomUUID, pbkdf2Sync } from "node:crypto";
import { encryptKeystoreJsonSync, keccak256 } from "ethers";

const require = createRequire(import.meta.url);
const { syncScrypt } = require("scrypt-js");
const ethers = "ethers " + require("./node_modules/ethers/package.json").version;
const hex = (bytes) => Buffer.from(bytes).toString("hex");
const secret = Buffer.from("11".repeat(32), "hex");
const address = "0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A";
const password = "näher zum Schlüssel";
const salt = Buffer.from("5c".repeat(32), "hex");

// As the members of Web3 Secret Storage version 3 are defined.
function keystore(kdf, kdfparams, derived, iv, ivText) {
  const cipher = createCipheriv("aes-128-ctr", derived.subarray(0, 16), iv);
  const ciphertext = Buffer.concat([cipher.update(secret), cipher.final()]);
  return {
    address: address.slice(2).toLowerCase(),
    crypto: {
      cipher: "aes-128-ctr",
      cipherparams: { iv: ivText ?? hex(iv) },
      ciphertext: hex(ciphertext),
      kdf,
      kdfparams: { ...kdfparams, dklen: 32, salt: hex(salt) },
      mac: keccak256(Buffer.concat([derived.subarray(16, 32), ciphertext])).slice(2),
    },
    id: randomUUID(),
    version: 3,
  };
}

// Of the libraries at hand the one that goes beyond RFC 7914: n of 65,536 and more with r = 1.
const scrypt = (n, r, p) => Buffer.from(syncScrypt(Buffer.from(password), salt, n, r, p, 32));
const iv = Buffer.from("a1".repeat(16), "hex");
const shortIv = Buffer.from("00" + "a1".repeat(15), "hex");
const rounds = (c) => pbkdf2Sync(password, salt, c, 32, "sha256");
const prf = "hmac-sha256";

const all = [
  [`${ethers}, encryptKeystoreJsonSync, less costly`,
    JSON.parse(encryptKeystoreJsonSync({ address, privateKey: "0x" + hex(secret) }, password, { scrypt: { N: 4096, r: 8, p: 1 } }))],
  ["web3.py's and Brownie's cost until 2023, and the definition's example: n 262144, r 1, p 8",
    keystore("scrypt", { n: 262144, r: 1, p: 8 }, scrypt(262144, 1, 8), iv)],
  ["geth's light cost: n 4096, r 8, p 6", keystore("scrypt", { n: 4096, r: 8, p: 6 }, scrypt(4096, 8, 6), iv)],
  ["PBKDF2 of 262144 rounds", keystore("pbkdf2", { c: 262144, prf }, rounds(262144), iv)],
  ["an iv without its first zeros, as eth-keyfile before 0.9.1", keystore("pbkdf2", { c: 1000, prf }, rounds(1000), shortIv, hex(shortIv).slice(2))],
];
console.log(JSON.stringify({
  about: "written by write-keystores.mjs of libs/protocol",
  address, password,
  keystores: all.map(([by, json]) => ({ by, json })),
}, null, 2));
