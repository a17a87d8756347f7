// Random trees as @openzeppelin/merkle-tree makes them, the library whose trees the contracts verify; libs/epoch's test builds
// the same from the same rows. Usage: node trees.mjs SEED COUNT; one JSON object a line.
import { createHash } from "node:crypto";
import { StandardMerkleTree } from "@openzeppelin/merkle-tree";

const [seed, count] = process.argv.slice(2);
let drawn = 0;
const bytes = (length) => createHash("sha512").update(`${seed}:${drawn++}`).digest().subarray(0, length);
const hex = (length) => "0x" + bytes(length).toString("hex");
const below = (limit) => Number(bytes(6).readUIntBE(0, 6) % limit);
const uint = (bits) => (BigInt(hex(32)) >> BigInt(256 - 1 - below(bits))).toString();

const PREFIXES = ["203.0.113.0/24", "-", "2001:db8:1234::/48", "2001:0db8:1234:5678:9abc:def0:1234:5678/48"];

/** The members of each kind's leaf, in the order of docs/protocol.md section 4, within what the files allow. */
const KINDS = {
  sessions: {
    types: ["uint64", "address", "bytes32", "uint64", "uint64", "uint64", "bytes32"],
    rows: (epoch) => () => {
      const [pass, promo] = [uint(50), uint(50)];
      const counted = (BigInt(pass) + BigInt(promo) + BigInt(uint(50))).toString();
      return [epoch, hex(20), hex(32), counted, pass, promo, hex(32)];
    },
  },
  performance: {
    types: ["uint64", "address", "address", "uint256", "uint64", "uint64", "uint64", "uint16", "string", "string"],
    rows: (epoch) => () => {
      const slots = 1 + below(2 ** 20);
      const prefix = PREFIXES[below(PREFIXES.length)];
      const former = Array.from({ length: below(3) }, () => hex(20)).sort().join(",") || "-";
      const [deposit, up, capacity, deductions] = [uint(100), `${below(slots + 1)}`, uint(40), `${below(10_001)}`];
      return [epoch, hex(20), hex(20), deposit, `${slots}`, up, capacity, deductions, prefix, former];
    },
  },
  rewards: {
    types: ["uint256", "address", "uint64", "address", "uint256"],
    rows: (period) => {
      const [chain, vault] = [`${1 + below(2 ** 31)}`, hex(20)];
      return () => [chain, vault, period, hex(20), uint(128)];
    },
  },
};

for (let set = 0; set < Number(count); set++) {
  const kind = Object.keys(KINDS)[below(3)];
  const { types, rows } = KINDS[kind];
  const row = rows(`${below(2 ** 40)}`);
  // Mostly small ones, where a tree's shape changes with each leaf.
  const values = Array.from({ length: 1 + below(below(10) === 0 ? 64 : 8) }, row);
  const tree = StandardMerkleTree.of(values, types);
  const proofs = createHash("sha256");
  values.forEach((_, index) => tree.getProof(index).forEach((step) => proofs.update(Buffer.from(step.slice(2), "hex"))));
  console.log(JSON.stringify({ kind, rows: values, root: tree.root, proofs: "0x" + proofs.digest("hex") }));
}
