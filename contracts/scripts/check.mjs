// npm test: format, unit tests, fuzz, invariants, committed artifacts, opcodes the chain does not have, gas.
import { readFileSync } from "node:fs";
import { artifactFile, artifactText, built, contracts, forge } from "./contracts.mjs";
import { gasFailures } from "./gas.mjs";
import { mutantFailures } from "./mutants.mjs";

const MISSING = new Map([[0x5c, "TLOAD"], [0x5d, "TSTORE"], [0x5e, "MCOPY"]]);
const PUSH1 = 0x60;
const PUSH32 = 0x7f;

/** The names of missing opcodes in bytecode; the data of PUSH is not code. */
export function missingOpcodes(hex) {
  const code = Buffer.from(hex.slice(2), "hex");
  const found = [];
  for (let at = 0; at < code.length; at++) {
    const opcode = code[at];
    if (MISSING.has(opcode)) found.push(MISSING.get(opcode));
    if (opcode >= PUSH1 && opcode <= PUSH32) at += opcode - PUSH1 + 1;
  }
  return found;
}

try {
  forge("fmt", "--check");
  forge("test", ...process.argv.slice(2));
} catch (failure) {
  process.exit(failure.status ?? 1);
}
const failures = [...gasFailures(), ...mutantFailures()];
for (const name of contracts) {
  if (readFileSync(artifactFile(name), "utf8") !== artifactText(name)) {
    failures.push(`artifacts/${name}.json is not what the sources give: npm run build`);
  }
  const { bytecode, deployed } = built(name);
  const size = (deployed.length - 2) / 2;
  if (size > 24576) failures.push(`${name}: ${size} bytes (expected: at most 24576)`);
  for (const opcode of missingOpcodes(bytecode)) failures.push(`${name} holds ${opcode}`);
}
// The walk itself: found as code, not found as data.
if (missingOpcodes("0x5e").length !== 1 || missingOpcodes("0x605e61005c").length !== 0) failures.push("opcode walk");
if (failures.length > 0) {
  console.error(failures.join("\n"));
  process.exit(1);
}
console.log(`artifacts of ${contracts.join(", ")} are current; no missing opcode; gas as committed`);
