// npm run mutants: changes one line of a contract at a time, compiles it and runs the tests; a change that no test notices
// has survived. Exit code 1 when one survives, does not compile or no longer finds its text. `npm test` checks the texts only.
// With a file's name (npm run mutants -- Nodes.sol) only those of that file.
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { forgeBinary, root } from "./contracts.mjs";
import { mutants } from "./mutants-table.mjs";

const source = (file, under = root) => join(under, "src", file);

/** What of the table no longer fits the sources; one line each. */
export function mutantFailures() {
  return mutants.flatMap(({ file, text, breaks }) => {
    const found = readFileSync(source(file), "utf8").split(text).length - 1;
    return found === 1 ? [] : [`mutant "${breaks}": its text is ${found} times in ${file} (expected: once)`];
  });
}

/** A copy of the sources, so that nobody builds a mutant by mistake. */
function workshop() {
  const folder = mkdtempSync(join(tmpdir(), "dvpn-mutants-"));
  for (const name of ["src", "test", "scripts", "foundry.toml"]) cpSync(join(root, name), join(folder, name), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  return folder;
}

function forgeIn(folder, env, ...args) {
  // Linked at run time: a mutant costs the compilation of one contract, not of all tests.
  const all = { ...process.env, ...env, FOUNDRY_DYNAMIC_TEST_LINKING: "true" };
  const { status, stdout } = spawnSync(forgeBinary, args, { cwd: folder, env: all, encoding: "utf8" });
  return { passed: status === 0, stdout };
}

const QUICK = [{ FOUNDRY_FUZZ_RUNS: "32" }, "--no-match-contract", "Invariants|GasTest|VectorsTest"];
const SLOW = [{ FOUNDRY_INVARIANT_RUNS: "8" }, "--match-contract", "Invariants"];

/** The name of the test that noticed, or null. The invariants come last: they are seldom needed. */
function killer(folder) {
  for (const [env, ...match] of [QUICK, SLOW]) {
    const { passed, stdout } = forgeIn(folder, env, "test", "--fail-fast", ...match);
    if (!passed) return stdout.match(/\[FAIL.*?\] (\w+)\(/)?.[1] ?? "setUp";
  }
  return null;
}

function run(only) {
  const chosen = mutants.filter(({ file }) => only === undefined || file === only);
  const failures = mutantFailures();
  let killed = 0;
  const folder = workshop();
  try {
    const unchanged = killer(folder);
    if (unchanged !== null) throw new Error(`${unchanged} fails without any mutant`);
    for (const [index, { file, text, replacement, breaks }] of chosen.entries()) {
      const original = readFileSync(source(file), "utf8");
      writeFileSync(source(file, folder), original.replace(text, () => replacement));
      const compiled = forgeIn(folder, {}, "build").passed;
      const noticed = compiled ? killer(folder) : null;
      const verdict = !compiled ? "DOES NOT COMPILE" : noticed === null ? "SURVIVED" : `killed by ${noticed}`;
      console.log(`${String(index + 1).padStart(2)}/${chosen.length} ${file} ${breaks}: ${verdict}`);
      if (noticed === null) failures.push(`mutant "${breaks}" of ${file}: ${verdict}`);
      else killed++;
      writeFileSync(source(file, folder), original);
    }
  } catch (failure) {
    failures.push(failure.message);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  console.log(`mutants: ${killed} of ${chosen.length} killed`);
  if (failures.length > 0 || killed === 0) {
    console.error(failures.join("\n"));
    process.exit(1);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) run(process.argv[2]);
