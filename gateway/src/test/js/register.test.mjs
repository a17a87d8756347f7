// The registration page's whole way, from its link to the wallet's answer, with wallets that answer as EIP-1193, EIP-3085 and
// EIP-3326 say and as MetaMask does. Run by RegisterPageTest, or by hand: node --test gateway/src/test/js/
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import test from 'node:test';
import vm from 'node:vm';

const SCRIPT = readFileSync(new URL('../../main/resources/static/register.js', import.meta.url), 'utf8');
const ACCOUNT = '0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A';
const CHAIN = {
  name: 'Qubetics',
  rpc: ['https://rpc.qubetics.com'],
  explorer: 'https://ticsscan.com',
  currency: {name: 'TICS', symbol: 'TICS', decimals: 18},
};
const NETWORK = {
  name: 'mainnet', chainId: 9030, nodeRegistry: '0x5FbDB2315678afecb367f032d93F642f64180aa3',
  deposit: '10000000000000000000', buffer: '10000000000000000000', chain: CHAIN,
};
const LINK = 'register=' + Buffer.alloc(20 + 32 + 32 + 8 + 65, 7).toString('base64url');

class WalletError extends Error {
  constructor(code, message, data) {
    super(message);
    Object.assign(this, {code, data});
  }
}

// A wallet with chains; `answers` replaces an answer by an error, once.
class Wallet {
  constructor({chains = [1], current = 1, answers = {}, switchesWhenAdding = true, unknown, accounts = [ACCOUNT]} = {}) {
    Object.assign(this, {chains: new Set(chains), current, answers, switchesWhenAdding, accounts, asked: [], sent: []});
    this.unknown = unknown ?? (() => new WalletError(4902, 'Unrecognized chain ID. Try adding the chain using wallet_addEthereumChain first.'));
  }

  async request({method, params}) {
    this.asked.push(method);
    if (this.answers[method]) {
      const error = this.answers[method];
      delete this.answers[method];
      throw error;
    }
    switch (method) {
      case 'eth_requestAccounts':
        return this.accounts;
      case 'eth_chainId':
        return '0x' + this.current.toString(16);
      case 'wallet_switchEthereumChain': {
        const chain = Number(params[0].chainId);
        if (!this.chains.has(chain)) {
          throw this.unknown();
        }
        this.current = chain;
        return null;
      }
      case 'wallet_addEthereumChain':
        this.add(params[0]);
        return null;
      case 'eth_sendTransaction':
        if (Number(params[0].chainId) !== this.current) {
          throw new WalletError(-32602, 'Invalid parameters: chainId is not the current one');
        }
        this.sent.push(params[0]);
        return '0x' + '42'.repeat(32);
      default:
        throw new WalletError(4200, 'no such method');
    }
  }

  // What MetaMask asks of the parameter.
  add({chainId, chainName, nativeCurrency, rpcUrls, blockExplorerUrls, ...more}) {
    assert.match(chainId, /^0x[1-9a-f][0-9a-f]*$/);
    assert.ok(chainName.length > 0 && chainName.length <= 100);
    assert.deepEqual(Object.keys(nativeCurrency).sort(), ['decimals', 'name', 'symbol']);
    assert.equal(nativeCurrency.decimals, 18);
    assert.match(nativeCurrency.symbol, /^.{1,6}$/);
    assert.ok(rpcUrls.length > 0 && rpcUrls.every((url) => url.startsWith('https://')));
    assert.ok((blockExplorerUrls ?? []).every((url) => url.startsWith('https://')));
    assert.deepEqual(more, {});
    this.chains.add(Number(chainId));
    if (this.switchesWhenAdding) {
      this.current = Number(chainId);
    }
  }
}

// The page in a browser with these wallets; presses the button and tells the last word.
async function page(window, {search = LINK, network = NETWORK} = {}) {
  const elements = {};
  const element = () => ({hidden: true, disabled: false, children: [], append(...more) { this.children.push(...more); }, addEventListener(_, press) { this.press = press; }});
  const document = {getElementById: (id) => elements[id] ??= element(), createElement: element};
  const context = vm.createContext({
    document, window, location: {search: '?' + search}, URLSearchParams, Uint8Array, BigInt, atob, Error,
    fetch: async () => ({json: async () => JSON.parse(JSON.stringify(network))}),
  });
  vm.runInContext(SCRIPT, context);
  const settled = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  await settled();
  return {
    word: () => elements.word?.textContent,
    facts: () => elements.facts.children.map((child) => child.textContent),
    async press() {
      elements.send.press();
      while (elements.send.disabled) {
        await settled();
      }
      return elements.word.textContent;
    },
  };
}

test('adds the chain to a wallet that lacks it, and sends', async () => {
  const wallet = new Wallet();
  assert.equal(await (await page({ethereum: wallet})).press(), 'Sent: 0x' + '42'.repeat(32));
  assert.deepEqual(wallet.sent.map((each) => ({...each})), [{
    from: ACCOUNT, to: NETWORK.nodeRegistry, value: '0x1158e460913d00000', chainId: '0x2346', data: wallet.sent[0].data,
  }]);
  assert.match(wallet.sent[0].data, /^0xbab16812(07|00)/);
  assert.equal(wallet.sent[0].data.length, 2 + 8 + 64 * (4 + 2 + 3)); // four words, offset and length, 65 bytes in three more
});

test('asks again to switch where adding does not switch', async () => {
  const wallet = new Wallet({switchesWhenAdding: false});
  assert.match(await (await page({ethereum: wallet})).press(), /^Sent: /);
  assert.deepEqual(wallet.asked.filter((method) => method.startsWith('wallet_')),
      ['wallet_switchEthereumChain', 'wallet_addEthereumChain', 'wallet_switchEthereumChain']);
});

test('reads the code that the mobile app wraps', async () => {
  const unknown = () => new WalletError(-32603, 'internal', {originalError: {code: 4902}});
  assert.match(await (await page({ethereum: new Wallet({unknown})})).press(), /^Sent: /);
});

test('asks Keplr where there is no other, which may know no switching', async () => {
  for (const code of [4902, 4200, -32601]) {
    const keplr = new Wallet({unknown: () => new WalletError(code, 'no')});
    assert.match(await (await page({keplr: {ethereum: keplr}})).press(), /^Sent: /);
  }
});

test('changes nothing in a wallet that is on the chain', async () => {
  const wallet = new Wallet({chains: [9030], current: 9030});
  assert.match(await (await page({ethereum: wallet})).press(), /^Sent: /);
  assert.deepEqual(wallet.asked, ['eth_requestAccounts', 'eth_chainId', 'eth_sendTransaction']);
});

test('tells of each refusal, sends nothing, and can be pressed again', async () => {
  for (const method of ['eth_requestAccounts', 'wallet_switchEthereumChain', 'wallet_addEthereumChain', 'eth_sendTransaction']) {
    const wallet = new Wallet({answers: {[method]: new WalletError(4001, 'User rejected the request.')}});
    const shown = await page({ethereum: wallet});
    assert.match(await shown.press(), /^You refused in the wallet; nothing was sent/, method);
    assert.equal(wallet.sent.length, 0);
    assert.match(await shown.press(), /^Sent: /, method);
  }
});

test('tells of a question that waits in the wallet', async () => {
  const pending = new WalletError(-32002, 'Already processing eth_requestAccounts.');
  const wallet = new Wallet({answers: {eth_requestAccounts: pending}});
  assert.match(await (await page({ethereum: wallet})).press(), /^The wallet waits for your answer/);
});

test('tells of a Ledger that Keplr lets sign nothing here', async () => {
  const wallet = new Wallet({answers: {eth_sendTransaction: new Error('Ledger is unsupported for this chain')}});
  assert.match(await (await page({ethereum: wallet})).press(), /^Keplr lets no Ledger sign on this chain: open the link where MetaMask/);
});

test('tells of a locked wallet', async () => {
  assert.match(await (await page({ethereum: new Wallet({accounts: []})})).press(), /^The wallet is locked/);
});

test('sends nothing on a chain that was changed meanwhile', async () => {
  const wallet = new Wallet({chains: [1, 9030], current: 9030});
  const answer = wallet.request.bind(wallet);
  wallet.request = async (asked) => {
    if (asked.method === 'eth_sendTransaction') {
      wallet.current = 1;
    }
    return answer(asked);
  };
  assert.match(await (await page({ethereum: wallet})).press(), /chainId is not the current one/);
  assert.equal(wallet.sent.length, 0);
});

test('says so where the wallet stays on another chain', async () => {
  const wallet = new Wallet({chains: [1, 9030]});
  wallet.request = ((answer) => async (asked) => asked.method === 'wallet_switchEthereumChain' ? null : answer(asked))(wallet.request.bind(wallet));
  assert.match(await (await page({ethereum: wallet})).press(), /^The wallet is on another chain than 9030/);
  assert.equal(wallet.sent.length, 0);
});

test('says what to do where the network publishes no endpoint of its chain', async () => {
  for (const chain of [undefined, {...CHAIN, rpc: []}]) {
    const shown = await page({ethereum: new Wallet()}, {network: {...NETWORK, chain}});
    assert.match(await shown.press(), /does not know chain 9030.*add the chain in the wallet by hand/);
  }
});

test('says so where there is no wallet', async () => {
  assert.match(await (await page({})).press(), /^There is no wallet in this browser/);
});

test('shows what is signed before it is asked for', async () => {
  const shown = await page({ethereum: new Wallet()});
  assert.match(shown.word(), /register this node with the stake/);
  assert.deepEqual(shown.facts().slice(0, 8), ['node', '0x' + '07'.repeat(20), 'network', 'mainnet, chain 9030', 'contract', NETWORK.nodeRegistry, 'value', '20 TICS']);
});

test('refuses a link that is none', async () => {
  for (const [search, word] of [['', /names no transaction/], ['register=AAAA', /not complete/]]) {
    assert.match((await page({}, {search})).word(), word);
  }
});
