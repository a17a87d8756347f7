#!/usr/bin/env bash
# usage: findings/siwe-verifies-a-rebuilt-text.sh
# siwe 3.0.0, the reference library of EIP-4361: verify() does not hold the signature against the text that was signed, but against one
# that it builds anew from what it read. Three texts of the standard's grammar are read and come out otherwise, so that their right
# signatures are refused: an empty Request ID (*pchar) is left out, a chain id above 2^53 (EIP-2294 allows ten bits more) is rounded,
# and zeros before a chain id (1*DIGIT) are dropped. Needs Node.js 20 or newer and npm. Exit code 0: still so.
set -euo pipefail

work=$(mktemp --directory)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true,"type":"module"}' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts siwe@3.0.0 ethers@6.17.0

cat >verify.mjs <<'JS'
import {verifyMessage, Wallet} from 'ethers';
import {SiweMessage} from 'siwe';

const wallet = new Wallet('0x' + '42'.repeat(32));
const text = (chain, more) => `site.example wants you to sign in with your Ethereum account:
${wallet.address}


URI: https://site.example/
Version: 1
Chain ID: ${chain}
Nonce: abcdefgh12345678
Issued At: 2026-11-01T00:00:00Z${more}`;

for (const [name, chain, more] of [
  ['plain', '1', ''], ['empty request id', '1', '\nRequest ID: '], ['large chain id', '9007199254740993', ''], ['zeros', '01', ''],
]) {
  const signed = text(chain, more);
  const signature = await wallet.signMessage(signed);
  const ethers = verifyMessage(signed, signature) === wallet.address;
  const {success, error} = await new SiweMessage(signed).verify({signature}, {suppressExceptions: true});
  console.log(`${name}: ethers ${ethers ? 'verifies' : 'refuses'}, siwe ${success ? 'verifies' : 'refuses: ' + error.type}`);
}
JS
node verify.mjs | tee said
grep --quiet '^plain: ethers verifies, siwe verifies$' said
for name in 'empty request id' 'large chain id' zeros; do
  grep --quiet "^$name: ethers verifies, siwe refuses: Signature does not match" said
done
