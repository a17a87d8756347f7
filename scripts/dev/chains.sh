# shellcheck shell=bash
# What talks to the chain, on development chains of other makers (devnet/chains). Read by ./dev, which sets root and build.

# Runs the kit on each of these; all are tried.
chain_kits() {
  local name failed=0
  for name in "$@"; do
    say "what talks to the chain, on $name …"
    chain_kit "$name" || failed=1
  done
  return "$failed"
}

chain_kit() {
  local name=$1 folder=$build/chains/$1 port started status=0
  mkdir -p "$folder" && cp "$root/devnet/chains/$name"/{*,.npmrc} "$folder/" || return 1
  npm --prefix "$folder" ci --silent --no-audit --no-fund </dev/null || return 1
  port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })') || return 1
  (cd "$folder" && exec ./start "$port") </dev/null >"$folder/log" 2>&1 &
  started=$!
  if chain_answers "$port"; then
    # One test needs a second chain.
    maven test --quiet -Dquick --projects libs/evm --also-make -Dkit.once=true "-Ddvpn.chain=http://127.0.0.1:$port" \
      "-Dsurefire.reportNameSuffix=$name" -Dsurefire.failIfNoSpecifiedTests=false \
      '-Dtest=RoleCheckIT,ContractAccountsIT,RpcChainReaderIT,!ContractAccountsIT#believesNoNodeThatAnotherContradicts' </dev/null || status=$?
  else
    say "$name did not start: $folder/log"
    status=1
  fi
  kill "$started" 2>/dev/null || true
  wait "$started" 2>/dev/null || true
  return "$status"
}

chain_answers() {
  local looks=60
  while ((looks-- > 0)); do
    if node -e '
      const call = {jsonrpc: "2.0", id: 1, method: "eth_chainId", params: []};
      fetch("http://127.0.0.1:" + process.argv[1], {method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify(call)})
        .then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1));' "$1"; then
      return 0
    fi
    sleep 0.5
  done
  return 1
}
