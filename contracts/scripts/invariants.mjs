// npm run invariants [-- --nightly]: only the invariant suites; nightly ten times the gate's calls, from a random seed.
import { randomBytes } from "node:crypto";
import { forge } from "./contracts.mjs";

const nightly = process.argv.includes("--nightly");
const seed = nightly ? `0x${randomBytes(32).toString("hex")}` : "0x1";
if (nightly) process.env.FOUNDRY_INVARIANT_RUNS = "500";
console.log(`seed ${seed}; again with: forge test --match-contract Invariants --fuzz-seed ${seed}`);
try {
  forge("test", "--match-contract", "Invariants", "--fuzz-seed", seed);
} catch (failure) {
  process.exit(failure.status ?? 1);
}
