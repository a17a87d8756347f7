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

// What wallets answer (EIP-1193, EIP-3326; -32002 is MetaMask's).
const REFUSED = 4001;
const UNKNOWN_CHAIN = 4902;
const ASKED_ALREADY = -32002;
const NO_SUCH_METHOD = [4200, -32601];
// Keplr's, which has no code.
const LEDGER_UNSUPPORTED = 'Ledger is unsupported for this chain';

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

function quantity(number) {
  return '0x' + number.toString(16);
}

// MetaMask's mobile app wraps the code of the error.
function codeOf(error) {
  return error?.data?.originalError?.code ?? error?.code;
}

// The parameter of wallet_addEthereumChain (EIP-3085).
function chainOf(network) {
  const chain = network.chain;
  if (!chain || chain.rpc.length === 0) {
    throw new Error('The wallet does not know chain ' + network.chainId + ', and this network publishes no endpoint of it: ' +
        'add the chain in the wallet by hand, then press the button again.');
  }
  return {
    chainId: quantity(network.chainId),
    chainName: chain.name,
    nativeCurrency: chain.currency,
    rpcUrls: chain.rpc,
    ...(chain.explorer ? {blockExplorerUrls: [chain.explorer]} : {}),
  };
}

// Brings the wallet to the network's chain, which it may not know yet.
async function switchChain(wallet, network) {
  const chainId = quantity(network.chainId);
  const here = async () => BigInt(await wallet.request({method: 'eth_chainId'})) === BigInt(network.chainId);
  if (await here()) {
    return;
  }
  const turn = () => wallet.request({method: 'wallet_switchEthereumChain', params: [{chainId}]});
  try {
    await turn();
  } catch (error) {
    const code = codeOf(error);
    if (code !== UNKNOWN_CHAIN && !NO_SUCH_METHOD.includes(code)) {
      throw error;
    }
    await wallet.request({method: 'wallet_addEthereumChain', params: [chainOf(network)]});
    if (!await here()) {
      await turn();
    }
  }
  if (!await here()) {
    throw new Error('The wallet is on another chain than ' + network.chainId + ': change it there, then press the button again.');
  }
}

async function send(made, network) {
  const wallet = window.ethereum ?? window.keplr?.ethereum;
  if (!wallet) {
    say('There is no wallet in this browser: open the link in MetaMask\'s own, or send the transaction by hand.');
    return;
  }
  say('Look at your wallet: it asks you.');
  const accounts = await wallet.request({method: 'eth_requestAccounts'});
  if (accounts.length === 0) {
    throw new Error('The wallet is locked: unlock it, then press the button again.');
  }
  await switchChain(wallet, network);
  // With the chain's id, so that a wallet whose chain was changed meanwhile refuses.
  const hash = await wallet.request({
    method: 'eth_sendTransaction',
    params: [{from: accounts[0], to: made.to, value: quantity(made.value), data: made.data, chainId: quantity(network.chainId)}],
  });
  say('Sent: ' + hash);
}

function told(error) {
  switch (codeOf(error)) {
    case REFUSED:
      return 'You refused in the wallet; nothing was sent. Press the button to be asked again.';
    case ASKED_ALREADY:
      return 'The wallet waits for your answer to an earlier question: open it, then press the button again.';
    default:
      if (error?.message === LEDGER_UNSUPPORTED) {
        return 'Keplr lets no Ledger sign on this chain: open the link where MetaMask has that Ledger, or send the transaction by hand.';
      }
      return error?.message ?? String(error);
  }
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
  button.addEventListener('click', () => {
    button.disabled = true;
    send(made, network).catch((e) => say(told(e))).finally(() => button.disabled = false);
  });
}

if (typeof document !== 'undefined') {
  begin().catch((e) => say(e.message));
}
