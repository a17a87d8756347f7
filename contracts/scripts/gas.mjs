// What each transaction costs (test/Gas.t.sol), beside what is committed in gas.json and beside the aims.
// npm run gas writes gas.json; npm test compares.
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { forge, root } from "./contracts.mjs";

const COMMITTED = join(root, "gas.json");
const MEASURED = join(root, "snapshots/gas.json");

/** A compiler or a test's data may move a figure by this much; more is a change of what the contract does. */
const TOLERANCE = 0.01;

const AIMS = {
  "anchor of one row": 60_000,
  "anchor of the most rows there can be": 60_000,
  "claim, first of an account in a period": 90_000,
  "claim, later": 60_000,
  register: 200_000,
};

function measure() {
  rmSync(MEASURED, { force: true });
  forge("test", "--isolate", "--silent", "--match-contract", "GasTest");
  const measured = JSON.parse(readFileSync(MEASURED, "utf8"));
  return Object.fromEntries(Object.entries(measured).map(([name, gas]) => [name, Number(gas)]));
}

/** What is worse than committed, over an aim, or no longer measured; one line each. */
export function gasFailures() {
  const committed = existsSync(COMMITTED) ? JSON.parse(readFileSync(COMMITTED, "utf8")) : {};
  const measured = measure();
  const failures = [];
  for (const [name, gas] of Object.entries(measured)) {
    if (!(name in committed)) failures.push(`gas of "${name}" is not in gas.json: npm run gas`);
    else if (gas > committed[name] * (1 + TOLERANCE)) {
      failures.push(`gas of "${name}": ${gas} (expected: at most ${committed[name]} and 1 %; npm run gas accepts it)`);
    }
  }
  for (const name of Object.keys(committed)) {
    if (!(name in measured)) failures.push(`gas of "${name}" is in gas.json and not measured: npm run gas`);
  }
  for (const [name, aim] of Object.entries(AIMS)) {
    if (!(measured[name] <= aim)) failures.push(`gas of "${name}": ${measured[name]} (aim: at most ${aim})`);
  }
  return failures;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const measured = measure();
  writeFileSync(COMMITTED, JSON.stringify(measured, null, 1) + "\n");
  console.table(measured);
}
