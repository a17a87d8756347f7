// Rebuilds the transaction that dvpn-node printed and hands it to the wallet of this browser.
//
// The link carries parameters only. Contract, chain and value come from this gateway's network.json,
// and the function is one of these three: a forged link can register, update or rotate a node, and
// can't move anything else. docs/protocol.md, section 8.
'use strict';

const CALLS = {
  register: {selector: '0xbab16812', fields: [20, 32, 32, 8], staked: true, says: 'register this node with the stake'},
  update: {selector: '0x85d29207', fields: [20, 32, 32, 8], staked: false, says: 'change this node\'s keys or endpoint'},
  rotate: {selector: '0x72b7c073', fields: [20, 20, 8], staked: false, says: 'replace this node\'s key'},
};
const SIGNATURE = 65;

function bytes(text) {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (c) => c.charCodeAt(0));
}

function hex(part) {
  return Array.from(part, (b) => b.toString(16).padStart(2, '0')).join('');
}

// A static word is filled up on its left, whether address, number or 32 bytes.
function word(digits) {
  return digits.padStart(64, '0');
}

function transaction(call, packed, network) {
  const parts = [];
  let at = 0;
  for (const length of call.fields) {
    parts.push(hex(packed.slice(at, at + length)));
    at += length;
  }
  const signature = packed.slice(at);
  if (signature.length !== SIGNATURE) {
    throw new Error('the link is not complete');
  }
  const offset = (call.fields.length + 1) * 32;
  const data = call.selector + parts.map(word).join('') + word(offset.toString(16)) +
      word(SIGNATURE.toString(16)) + hex(signature).padEnd(192, '0');
  const stake = BigInt(network.deposit) + BigInt(network.buffer);
  return {parts, to: network.nodeRegistry, value: call.staked ? stake : 0n, data};
}

function show(facts) {
  const list = document.getElementById('facts');
  for (const [name, value] of facts) {
    const term = document.createElement('dt');
    const definition = document.createElement('dd');
    term.textContent = name;
    definition.textContent = value;
    list.append(term, definition);
  }
}

function say(text) {
  document.getElementById('word').textContent = text;
}

async function send(made, chainId) {
  const wallet = window.ethereum ?? window.keplr?.ethereum;
  if (!wallet) {
    say('There is no wallet in this browser: open the link in MetaMask\'s own, or send the transaction by hand.');
    return;
  }
  const [from] = await wallet.request({method: 'eth_requestAccounts'});
  await wallet.request({
    method: 'wallet_switchEthereumChain',
    params: [{chainId: '0x' + chainId.toString(16)}],
  });
  const hash = await wallet.request({
    method: 'eth_sendTransaction',
    params: [{from, to: made.to, value: '0x' + made.value.toString(16), data: made.data}],
  });
  say('Sent: ' + hash);
}

async function begin() {
  const query = new URLSearchParams(location.search);
  const name = Object.keys(CALLS).find((known) => query.has(known));
  if (!name) {
    throw new Error('the link names no transaction');
  }
  const network = await (await fetch('/api/v1/network')).json();
  const made = transaction(CALLS[name], bytes(query.get(name)), network);
  say('Your wallet is asked to ' + CALLS[name].says + '. Compare the node with what dvpn-node printed.');
  show([
    ['node', '0x' + made.parts[0]],
    ['network', network.name + ', chain ' + network.chainId],
    ['contract', made.to],
    ['value', (Number(made.value) / 1e18) + ' TICS'],
    ['data', made.data],
  ]);
  const button = document.getElementById('send');
  button.hidden = false;
  button.addEventListener('click', () => send(made, network.chainId).catch((e) => say(e.message)));
}

if (typeof document !== 'undefined') {
  begin().catch((e) => say(e.message));
}
