// What Java runs, and how the artifacts that Java and dvpn-admin read are made of forge's output.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
export const contracts = ["NodeRegistry", "EpochLedger", "RewardsVault", "Timelock", "SignatureCheck"];

// Not node_modules/.bin/forge: that wrapper exits 0 when tests fail.
export const forgeBinary = join(root, `node_modules/@foundry-rs/forge-${process.platform}-${{ x64: "amd64" }[process.arch] ?? process.arch}/bin/forge`);

export function forge(...args) {
  execFileSync(forgeBinary, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
}

export function built(name) {
  const output = JSON.parse(readFileSync(join(root, `build/${name}.sol/${name}.json`), "utf8"));
  return { abi: output.abi, bytecode: output.bytecode.object, deployed: output.deployedBytecode.object };
}

export function artifactText(name) {
  const { abi, bytecode } = built(name);
  return JSON.stringify({ abi, bytecode }, null, 1) + "\n";
}

export const artifactFile = (name) => join(root, `artifacts/${name}.json`);
