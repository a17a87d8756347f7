// npm run mutants: changes one line of a contract at a time, compiles it and runs the tests; a change that no test notices
// has survived. Exit code 1 when one survives, does not compile or no longer finds its text. `npm test` checks the texts only.
// With a file's name (npm run mutants -- Nodes.sol) only those of that file. Each core judges one mutant at a time.
import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
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

const newFolder = () => mkdtempSync(join(tmpdir(), "dvpn-mutants-"));

/** A copy of the sources, so that nobody builds a mutant by mistake. */
function workshop() {
  const folder = newFolder();
  for (const name of ["src", "test", "scripts", "foundry.toml"]) cpSync(join(root, name), join(folder, name), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  return folder;
}

/** Another of the same, with what is built already. */
function copyOf(folder) {
  const copy = newFolder();
  cpSync(folder, copy, { recursive: true });
  return copy;
}

function forgeIn(folder, env, ...args) {
  // Linked at run time: a mutant costs the compilation of one contract, not of all tests.
  const all = { ...process.env, ...env, FOUNDRY_DYNAMIC_TEST_LINKING: "true" };
  return new Promise((done) => {
    const options = { cwd: folder, env: all, encoding: "utf8", maxBuffer: Infinity };
    execFile(forgeBinary, args, options, (error, stdout) => done({ passed: error === null, stdout }));
  });
}

const QUICK = [{ FOUNDRY_FUZZ_RUNS: "32" }, "--no-match-contract", "Invariants|GasTest|VectorsTest"];
const SLOW = [{ FOUNDRY_INVARIANT_RUNS: "8" }, "--match-contract", "Invariants"];

/** The name of the test that noticed, or null. The invariants come last: they are seldom needed. */
async function killer(folder) {
  for (const [env, ...match] of [QUICK, SLOW]) {
    const { passed, stdout } = await forgeIn(folder, env, "test", "--fail-fast", ...match);
    if (!passed) return stdout.match(/\[FAIL.*?\] (\w+)\(/)?.[1] ?? "setUp";
  }
  return null;
}

/** What became of one mutant; the folder's sources are unchanged before and after. */
async function judge(folder, { file, text, replacement }) {
  const original = readFileSync(source(file), "utf8");
  writeFileSync(source(file, folder), original.replace(text, () => replacement));
  const { passed: compiled } = await forgeIn(folder, {}, "build");
  const noticed = compiled ? await killer(folder) : null;
  writeFileSync(source(file, folder), original);
  return { killed: noticed !== null, verdict: !compiled ? "DOES NOT COMPILE" : noticed === null ? "SURVIVED" : `killed by ${noticed}` };
}

async function run(only) {
  const chosen = mutants.filter(({ file }) => only === undefined || file === only);
  const queue = chosen.values(); // one for all workshops
  const failures = mutantFailures();
  const folders = [];
  let killed = 0;
  let judged = 0;
  const judgeAll = async (folder) => {
    for (const mutant of queue) {
      const { file, breaks } = mutant;
      const judgement = await judge(folder, mutant);
      console.log(`${String(++judged).padStart(2)}/${chosen.length} ${file} ${breaks}: ${judgement.verdict}`);
      if (judgement.killed) killed++;
      else failures.push(`mutant "${breaks}" of ${file}: ${judgement.verdict}`);
    }
  };
  try {
    if (chosen.length === 0) throw new Error(`no mutant of ${only}`);
    folders.push(workshop());
    const unchanged = await killer(folders[0]);
    if (unchanged !== null) throw new Error(`${unchanged} fails without any mutant`);
    while (folders.length < Math.min(availableParallelism(), chosen.length)) folders.push(copyOf(folders[0]));
    await Promise.all(folders.map(judgeAll));
  } catch (failure) {
    failures.push(failure.message);
  } finally {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  }
  console.log(`mutants: ${killed} of ${chosen.length} killed`);
  if (failures.length > 0 || killed === 0) {
    console.error(failures.join("\n"));
    process.exit(1);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await run(process.argv[2]);
