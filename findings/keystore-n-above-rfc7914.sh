#!/usr/bin/env bash
# usage: findings/keystore-n-above-rfc7914.sh
# Web3 Secret Storage version 3 has an example with scrypt n 262144, r 1, p 8, and wallets in Python wrote such keystores for years. RFC 7914
# wants n below 2^(128 r / 8), which is 65,536 for r 1: ethers 6.17.0 (decryptKeystoreJsonSync, by @noble/hashes) and Node.js 20's own scrypt
# (OpenSSL) refuse the keystore by an error, whatever the password; scrypt-js 3.0.1 derives its key, with which its mac verifies. A keystore
# of n 32768 opens in all. Needs Node.js 20 or newer and npm. Exit code 0: still so.
set -euo pipefail

work=$(mktemp --directory)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true,"type":"module"}' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts ethers@6.17.0 scrypt-js@3.0.1

cat >open.mjs <<'JS'
import {createCipheriv, scryptSync} from 'node:crypto';
import {decryptKeystoreJsonSync, keccak256} from 'ethers';
import scryptJs from 'scrypt-js';

const password = Buffer.from('a password');
const salt = Buffer.alloc(32, 1);
const iv = Buffer.alloc(16, 2);

function keystore(n) {
  const derived = Buffer.from(scryptJs.syncScrypt(password, salt, n, 1, 8, 32));
  const cipher = createCipheriv('aes-128-ctr', derived.subarray(0, 16), iv);
  const ciphertext = Buffer.concat([cipher.update(Buffer.alloc(32, 17)), cipher.final()]);
  return JSON.stringify({
    crypto: {
      cipher: 'aes-128-ctr', cipherparams: {iv: iv.toString('hex')}, ciphertext: ciphertext.toString('hex'),
      kdf: 'scrypt', kdfparams: {dklen: 32, n, r: 1, p: 8, salt: salt.toString('hex')},
      mac: keccak256(Buffer.concat([derived.subarray(16), ciphertext])).slice(2),
    },
    id: '00000000-0000-4000-8000-000000000000', version: 3,
  });
}

function attempt(action) {
  try {
    return action();
  } catch (error) {
    return 'refused: ' + error.message;
  }
}

for (const n of [32768, 262144]) {
  const text = keystore(n);
  console.log(n, 'ethers:', attempt(() => decryptKeystoreJsonSync(text, 'a password').address));
  console.log(n, 'node:', attempt(() => scryptSync(password, salt, 32, {N: n, r: 1, p: 8, maxmem: 1 << 28}).length));
}
JS
node open.mjs | tee said
grep --quiet '^32768 ethers: 0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A$' said
grep --quiet '^32768 node: 32$' said
grep --quiet '^262144 ethers: refused: Scrypt: N must be larger than 1, a power of 2, less than 2^(128 \* r / 8)' said
grep --quiet '^262144 node: refused: Invalid scrypt params' said
