// Writes merkle.json: roots and proofs as @openzeppelin/merkle-tree makes them, the library whose
// trees the contracts verify. Run: npm ci --ignore-scripts && node merkle.mjs
// Values are drawn from a hash chain, so that every run writes the same file.
import { writeFileSync } from 'node:fs';
import { StandardMerkleTree } from '@openzeppelin/merkle-tree';
import { keccak256 } from 'ethereum-cryptography/keccak.js';
import { bytesToHex, hexToBytes, utf8ToBytes } from 'ethereum-cryptography/utils.js';

const hash = (text) => bytesToHex(keccak256(utf8ToBytes(text)));
const address = (seed) => '0x' + hash(seed).slice(0, 40);
const bytes32 = (seed) => '0x' + hash(seed);
const uint = (seed, bits) => (BigInt('0x' + hash(seed)) >> BigInt(256 - bits)).toString();

const TYPES = {
  sessions: ['uint64', 'address', 'bytes32', 'uint64', 'uint64', 'uint64', 'bytes32'],
  performance: ['uint64', 'address', 'address', 'uint256', 'uint64', 'uint64', 'uint64', 'uint16', 'string',
    'string'],
  rewards: ['uint256', 'address', 'uint64', 'address', 'uint256'],
};

const sessionRow = (s) => ['7', address(s + 'n'), bytes32(s + 'p'), ...mebibytes(s), bytes32(s + 'c')];
function mebibytes(s) {
  const pass = uint(s + 'a', 30), promo = uint(s + 'b', 20);
  return [(BigInt(pass) + BigInt(promo) + BigInt(uint(s + 'd', 8))).toString(), pass, promo];
}
const former = (s, count) =>
  Array.from({ length: count }, (_, i) => address(`${s}f${i}`)).sort().join(',') || '-';
const PREFIXES = ['203.0.113.0/24', '-', '2001:db8:1234::/48', '2001:0db8:1234:5678:9abc:def0:1234:5678/48'];
function performanceRow(s, i) {
  const slots = 1 + Number(uint(s + 's', 20));
  return ['7', address(s + 'n'), address(s + 'v'), uint(s + 'd', 90), String(slots),
    String(Math.floor(slots / (1 + (i % 3)))), uint(s + 'k', 25), String(i * 100), PREFIXES[i % PREFIXES.length],
    former(s, i % 3)];
}
const VAULT = address('vault');
const rewardRow = (s) => ['31337', VAULT, '3', address(s + 'n'), uint(s + 'c', 100)];

function full(kind, row, size) {
  const rows = Array.from({ length: size }, (_, i) => row(`${kind}:${size}:${i}:`, i));
  const tree = StandardMerkleTree.of(rows, TYPES[kind]);
  return { kind, root: tree.root, rows: rows.map((values, i) =>
    ({ values, leaf: tree.leafHash(values), proof: tree.getProof(i) })) };
}

// Leaves whose values follow from (size, index), so that the file stays small: the root, and the
// hash of all proofs one after the other.
function brief(size) {
  const rows = Array.from({ length: size }, (_, i) => rewardRow(`${size}:${i}:`));
  const tree = StandardMerkleTree.of(rows, TYPES.rewards);
  const proofs = rows.flatMap((_, i) => tree.getProof(i)).map((h) => h.slice(2)).join('');
  return { size, root: tree.root, proofs: bytes32OfHex(proofs) };
}
const bytes32OfHex = (hex) => '0x' + bytesToHex(keccak256(hexToBytes(hex)));

const vectors = {
  full: [
    full('sessions', sessionRow, 1), full('sessions', sessionRow, 5),
    full('performance', performanceRow, 1), full('performance', performanceRow, 6),
    full('rewards', rewardRow, 1), full('rewards', rewardRow, 3),
  ],
  vault: VAULT,
  sizes: Array.from({ length: 200 }, (_, i) => brief(i + 1)),
};
writeFileSync(new URL('merkle.json', import.meta.url), JSON.stringify(vectors, null, 1) + '\n');
