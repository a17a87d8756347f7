// usage: node follow.mjs URL TO ADDRESS...
// Reads what a follower reads, as a first version in viem would: the logs of some contracts in spans of 500 blocks, and each block for its
// hash, up to block TO. Prints how many logs there were.
import {createPublicClient, http} from 'viem';

const SPAN = 500n;
const [url, to, ...address] = process.argv.slice(2);
const client = createPublicClient({transport: http(url)});
let logs = 0;
for (let from = 0n; from <= BigInt(to); from += SPAN) {
  const last = from + SPAN - 1n < BigInt(to) ? from + SPAN - 1n : BigInt(to);
  logs += (await client.getLogs({address, fromBlock: from, toBlock: last})).length;
  for (let number = from; number <= last; number++) {
    await client.getBlock({blockNumber: number});
  }
}
console.log(logs);
