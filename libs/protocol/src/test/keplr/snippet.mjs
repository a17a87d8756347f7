// The function that docs/wallets.md shows to apps, as it stands there.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

const REPOSITORY = new URL("../../../../../", import.meta.url);
const page = readFileSync(new URL("docs/wallets.md", REPOSITORY), "utf8");
const [, code] = page.match(/```js\n(async function signWithKeplr[^]*?)```/);

export const signWithKeplr = new Function(`${code}; return signWithKeplr;`)();

// What `GET /network` says, as libs/wire holds it.
export const network = JSON.parse(
  readFileSync(new URL("libs/wire/src/test/resources/golden/network-facts.json", REPOSITORY), "utf8"));

// The account of a key of 32 bytes 0x11.
export const ACCOUNT = "0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A";

// As the gateway writes it, whichever way the account was spelled.
export async function textFor(account) {
  assert.equal(account.toLowerCase(), ACCOUNT.toLowerCase());
  return `vpn.example wants you to sign in with your Ethereum account:
${ACCOUNT}

Allow this app key until 2026-11-23T10:00:00Z; moves no funds

URI: https://vpn.example/api/v1/login
Version: 1
Chain ID: 9030
Nonce: abcDEF123456
Issued At: 2026-11-22T10:00:00Z
Expiration Time: 2026-11-23T10:00:00Z
Resources:
- urn:dvpn:app-key:0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed
- urn:dvpn:registry:eip155:9030:0xd36F47d8Ab72e42B672FFB69De1085A970D9aa38`;
}
