// Writes ../resources/keplr.json: how Keplr answers signWithKeplr of docs/wallets.md, call by call.
// Usage: npm ci --ignore-scripts && npm run --silent record   (about 140 MB of packages)
//
// Keplr's own: the object that pages have (InjectedKeplr with its proxy), the services for Cosmos and Ethereum keys that judge
// what is asked, chains, permissions. Made here: the keys' store, the user, who agrees to everything, and the Ledger, whose
// signature Keplr's window would hand in; it is made by the same key. Where no release 0.13.41 of a part was to be had,
// package.json overrides it by the last one there was.
import { createRequire } from "node:module";
import { setMaxListeners } from "node:events";
import { ACCOUNT, network, signWithKeplr, textFor } from "./snippet.mjs";

globalThis.window = Object.assign(new EventTarget(), { location: { origin: "https://vpn.example" } });
setMaxListeners(0, window);
globalThis.fetch = async () => Response.json({ jsonrpc: "2.0", id: 1, result: "0x0" }); // the chain's endpoint: an account's nonce

const require = createRequire(import.meta.url);
const part = (path) => require(`@keplr-wallet/background/build/${path}`);
const { ChainsService } = part("chains");
const { KeyRingCosmosService } = part("keyring-cosmos");
const { KeyRingEthereumService } = part("keyring-ethereum");
const { PermissionService, getBasicAccessPermissionType } = part("permission");
const { InjectedKeplr } = require("@keplr-wallet/provider/build/inject.js");
const { PrivKeySecp256k1, Hash } = require("@keplr-wallet/crypto");
const { serializeSignDoc } = require("@keplr-wallet/cosmos");
const { serialize } = require("@ethersproject/transactions");

const ORIGIN = window.location.origin;
const ENV = { isInternalMsg: false, sender: {} };
const EVM = 9030;
const store = () => ({ get: async () => undefined, set: async () => {} });
const nothing = new Proxy({}, { get: () => () => {} });
const key = new PrivKeySecp256k1(Uint8Array.from(Buffer.from("11".repeat(32), "hex")));

function chainInfo(chainId, chainName, { symbol, denom = symbol, decimals }, more) {
  const currency = { coinDenom: symbol, coinMinimalDenom: denom, coinDecimals: decimals };
  return {
    chainId, chainName, rpc: "https://rpc.example", rest: "https://rest.example", bip44: { coinType: 60 }, stakeCurrency: currency,
    currencies: [currency], feeCurrencies: [currency], features: ["eth-address-gen", "eth-key-sign"], ...more,
  };
}

// What experimentalSuggestChain is given from GET /network; Keplr's own list has the EVM side in the same entry.
function qubetics(evm) {
  const { name, currency, cosmos } = network.chain;
  const prefixes = { Acc: "", Val: "valoper", Cons: "valcons" };
  const bech32Config = Object.fromEntries(Object.entries(prefixes).flatMap(([kind, suffix]) => [
    [`bech32Prefix${kind}Addr`, cosmos.bech32Prefix + suffix], [`bech32Prefix${kind}Pub`, cosmos.bech32Prefix + suffix + "pub"],
  ]));
  return chainInfo(cosmos.chainId, name, { ...currency, denom: cosmos.denom }, { bech32Config, bip44: { coinType: cosmos.coinType }, ...evm });
}

const evm = (chainId) => ({ evm: { chainId, rpc: "https://rpc.example" } });
const ETHEREUM = chainInfo("eip155:1", "Ethereum", { symbol: "ETH", decimals: 18 }, evm(1));
const KNOWS = {
  "both sides in one entry": [ETHEREUM, qubetics(evm(EVM))],
  "each side by itself": [ETHEREUM, qubetics(), chainInfo("eip155:" + EVM, "Qubetics", { symbol: "TICS", decimals: 18 }, evm(EVM))],
};

function sign(bytes) {
  const { r, s, v } = key.signDigest32(Hash.keccak256(bytes));
  return { r, s, v };
}

function signedByLedger({ signDoc, signType, message }) {
  if (signDoc) {
    const { r, s } = sign(serializeSignDoc(signDoc));
    return Buffer.concat([r, s]);
  }
  const { r, s, v } = sign(signType === "transaction"
    ? Buffer.from(serialize(JSON.parse(message.toString())).slice(2), "hex")
    : Buffer.concat([Buffer.from(`\x19Ethereum Signed Message:\n${message.length}`), message]));
  return Buffer.concat([r, s, Buffer.from([27 + v])]);
}

// The user agrees, the window hands back what it was given.
const user = {
  addListener() {},
  dispatchEvent() {},
  waitApproveV2: async (env, path, type, data, done) => done(data.chainIds ? undefined : {
    newSignDoc: data.signDoc, signingData: data.message, ...(data.keyType === "ledger" && { signature: signedByLedger(data) }),
  }),
};

/// @param site `new`, or `on 9030` if its page has switched there, as the registration page does
function keplr(type, knows, site) {
  const keyRing = {
    selectedVaultId: "1",
    getKeyInfo: () => ({ type, insensitive: {} }),
    getKeyRingName: () => "a wallet",
    getPubKey: async () => key.getPubKey(),
    getPubKeySelected: async () => key.getPubKey(),
    sign: async (chainId, vault, bytes) => sign(bytes),
  };
  const chains = new ChainsService(store(), { kvStore: store(), updaterKVStore: store() }, KNOWS[knows], [], {}, nothing, user);
  const permissions = new PermissionService(store(), [], user, chains);
  const cosmos = new KeyRingCosmosService(chains, keyRing, user, nothing, nothing, nothing, [], {});
  const chain = { sendEthereumTx: async () => "0x" + "42".repeat(32) };
  const ethereum = new KeyRingEthereumService(chains, keyRing, cosmos, user, nothing, permissions, nothing, chain, nothing);
  if (site === "on 9030") {
    const { chainId } = chains.getChainInfoByEVMChainId(EVM);
    permissions.addPermission([chainId], getBasicAccessPermissionType(), [ORIGIN]);
    permissions.setCurrentChainIdForEVM([ORIGIN], chainId);
  }
  const background = {
    getKey: (chainId) => cosmos.getKeySelected(chainId),
    signArbitrary: async (chainId, signer, data) => (await cosmos.signAminoADR36Selected(
      ENV, ORIGIN, chainId, signer, Buffer.from(data), { isADR36WithString: true })).signature,
    ethereum: { request: ({ method, params }) => ethereum.request(ENV, ORIGIN, method, params) },
    starknet: { request: async () => ({}) }, // asked by the page at its start
  };
  return pageOf(background);
}

// The page's object and the extension's proxy, with a wire between them.
function pageOf(background) {
  const listeners = new Set();
  const wire = {
    addMessageListener: (listener) => listeners.add(listener),
    removeMessageListener: (listener) => listeners.delete(listener),
    postMessage: (data) => setImmediate(() => [...listeners].forEach((listener) => listener({ data }))),
  };
  InjectedKeplr.startProxy(background, undefined, wire);
  return new InjectedKeplr(undefined, "0.13.41", "extension", () => {}, () => {}, wire, undefined, undefined,
    { id: "keplr", name: "Keplr", icon: "" });
}

// What signWithKeplr reads of a key; the rest is bytes.
const plain = (answer) => answer?.bech32Address
  ? { bech32Address: answer.bech32Address, ethereumHexAddress: answer.ethereumHexAddress, isNanoLedger: answer.isNanoLedger } : answer;

function recorded(page, calls) {
  const call = async (method, args, asked) => {
    try {
      const answer = plain(await asked());
      calls.push({ method, args, answer });
      return answer;
    } catch (error) {
      calls.push({ method, args, error: error.message });
      throw error;
    }
  };
  return {
    getKey: (...args) => call("getKey", args, () => page.getKey(...args)),
    signArbitrary: (...args) => call("signArbitrary", args, () => page.signArbitrary(...args)),
    ethereum: { request: (args) => call("ethereum.request", [args], () => page.ethereum.request(args)) },
  };
}

const COSMOS = network.chain.cosmos.chainId;
const transaction = { from: ACCOUNT.toLowerCase(), to: network.nodeRegistry, value: "0x0", data: "0x", gas: "0x5208" };
const logins = [];
for (const type of ["mnemonic", "ledger"]) {
  for (const knows of Object.keys(KNOWS)) {
    for (const site of ["new", "on 9030"]) {
      const calls = [];
      const result = await signWithKeplr(recorded(keplr(type, knows, site), calls), network, textFor);
      logins.push({ key: type, knows, site, calls, result });
    }
  }
}

// One question by itself, the other way than signWithKeplr goes.
const asked = [];
for (const knows of Object.keys(KNOWS)) {
  const calls = [];
  const page = recorded(keplr("ledger", knows, "on 9030"), calls);
  const { bech32Address } = await keplr("mnemonic", knows, "new").getKey(COSMOS);
  await page.getKey(COSMOS).catch(() => {});
  await page.signArbitrary(COSMOS, bech32Address, "a text").catch(() => {});
  await page.ethereum.request({ method: "personal_sign", params: ["a text", ACCOUNT] }).catch(() => {});
  await page.ethereum.request({ method: "eth_sendTransaction", params: [transaction] }).catch(() => {});
  asked.push({ key: "ledger", knows, site: "on 9030", calls });
}

const versions = Object.keys(require("./package.json").dependencies)
  .map((name) => `${name} ${require(`./node_modules/${name}/package.json`).version}`);
console.log(JSON.stringify({ about: "written by ../keplr/record.mjs", versions, logins, asked }, null, 2));
