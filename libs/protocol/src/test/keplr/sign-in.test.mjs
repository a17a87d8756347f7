// The function that docs/wallets.md shows to apps, against Keplr's answers as record.mjs had them of Keplr's own code.
// Run by KeplrTest, or by hand: node --test sign-in.test.mjs
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { ACCOUNT, network, signWithKeplr, textFor } from "./snippet.mjs";

const { logins, asked } = JSON.parse(readFileSync(new URL("../resources/keplr.json", import.meta.url), "utf8"));

// Keplr as it answered; `calls` is used up.
function keplr(calls) {
  const answer = async (method, args) => {
    const { answer, error, ...call } = calls.shift() ?? {};
    assert.deepEqual({ method, args }, call, "Keplr was not asked this: npm run --silent record");
    if (error) {
      throw new Error(error);
    }
    return answer;
  };
  return {
    getKey: (...args) => answer("getKey", args),
    signArbitrary: (...args) => answer("signArbitrary", args),
    ethereum: { request: (args) => answer("ethereum.request", [args]) },
  };
}

const UNSUPPORTED = "Ledger is unsupported for this chain";

for (const { key, knows, site, calls, result } of logins) {
  test(`logs in: ${key}, ${knows}, site ${site}`, async () => {
    const left = [...calls];

    assert.deepEqual(await signWithKeplr(keplr(left), network, textFor), result);
    assert.deepEqual(left, []);
    assert.equal(result.proof, key === "ledger" ? "EIP4361" : "ADR036");
    assert.equal(result.text, await textFor(ACCOUNT));
  });
}

test("a Ledger is refused before an app could ask whether the key is one", () => {
  for (const { calls } of logins.filter(({ key }) => key === "ledger")) {
    assert.deepEqual(calls[0], { method: "getKey", args: ["qubetics_9030-1"], error: UNSUPPORTED });
  }
});

test("a Ledger signs on chain 9030 only where that is an entry by itself", () => {
  const outcome = ({ method, args: [first], error }) => [first.method ?? method, error ?? "served"];
  const told = Object.fromEntries(asked.map(({ knows, calls }) => [knows, Object.fromEntries(calls.map(outcome))]));

  assert.deepEqual(told, {
    "both sides in one entry": {
      getKey: UNSUPPORTED, signArbitrary: UNSUPPORTED, personal_sign: UNSUPPORTED, eth_sendTransaction: UNSUPPORTED,
    },
    "each side by itself": {
      getKey: UNSUPPORTED, signArbitrary: UNSUPPORTED, personal_sign: "served", eth_sendTransaction: "served",
    },
  });
});

test("a user's refusal is told, and nothing more is asked", async () => {
  for (const { calls } of logins) {
    for (let at = 0; at < calls.length; at++) {
      const { method, args } = calls[at];
      const until = [...calls.slice(0, at), { method, args, error: "Request rejected" }];

      await assert.rejects(signWithKeplr(keplr(until), network, textFor), { message: "Request rejected" });
      assert.deepEqual(until, []);
    }
  }
});

test("a Ledger that Keplr tells of, as it does on chains of its list, signs on Ethereum's side", async () => {
  const { calls: [refused, ...others], result } = logins.find(({ key }) => key === "ledger");
  const { calls: [told] } = logins.find(({ key }) => key === "mnemonic");
  const calls = [{ ...refused, error: undefined, answer: { ...told.answer, isNanoLedger: true } }, ...others];

  assert.deepEqual(await signWithKeplr(keplr(calls), network, textFor), result);
});
