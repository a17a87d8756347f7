# shellcheck shell=bash
# The gate: scripts, alarms, contracts, modules, story; then the summary. Read by ./dev, which sets root, build, services and commands.

# Contracts, modules, story; then the summary.
run_tests() {
  local engines=() chains=(hardhat-3) once_more=(-Dsurefire.rerunFailingTestsCount=1) nightly=0 broken=() start=$SECONDS
  case ${1:-} in
    --containers)
      shift
      engines=(-Ddvpn.engines=containers)
      ;;
    --nightly)
      shift
      engines=(-Ddvpn.nightly=true)
      once_more=()
      chains+=(hardhat-2 ganache)
      nightly=1
      ;;
  esac
  prepare shellcheck:shellcheck docker-compose:docker-compose iptables:iptables dnsmasq:dnsmasq-base
  say "scripts and compose file: shellcheck, docker-compose config"
  (cd "$root" && shellcheck --external-sources --check-sourced dev && shellcheck .ci/run scripts/*-* scripts/guest scripts/package/* findings/*.sh node-agent/packaging/{train,dvpn-node,install-update} client/packaging/dvpn {node-agent,client}/packaging/deb/control/p* devnet/chains/*/start) \
    || broken+=("shellcheck")
  docker-compose --env-file "$root/.env.example" --file "$root/docker-compose.yml" config --quiet \
    || broken+=("docker-compose.yml")
  docker-compose --file "$root/node-agent/packaging/container/docker-compose.yml" config --quiet \
    || broken+=("the node agent's docker-compose.yml")
  say "alarms: promtool"
  (check_alerts) || broken+=("deploy/prometheus")
  build_programs checked
  end_training
  say "contracts: npm test …"
  npm --prefix "$root/contracts" test </dev/null 2>&1 | tee "$build/contracts.log" || broken+=("contracts: npm test")
  if ((nightly)); then
    say "contracts: ten times the invariants, mutants …"
    npm --prefix "$root/contracts" run invariants -- --nightly </dev/null || broken+=("contracts: invariants")
    npm --prefix "$root/contracts" run mutants </dev/null || broken+=("contracts: mutants")
  fi
  say "contracts: $((SECONDS - start)) s"
  find "$root" -path '*/target/surefire-reports/*.xml' -not -path '*/node_modules/*' -delete
  maven_tests "${engines[@]}" "$@" || broken+=("modules: mvn verify")
  chain_kits "${chains[@]}" || broken+=("other development chains")
  if ((nightly)); then
    say "parsers of outside text, a minute each …"
    fuzz 60 || broken+=("fuzz")
    other_nft || broken+=("the other Debian's nft")
  fi
  summary "${broken[@]}"
  ((${#broken[@]} == 0)) || exit 1
}

# promtool comes with Debian's prometheus; taken out of the package, since an installed one would start a server.
find_promtool() {
  command -v promtool && return 0
  local at="$build/promtool"
  if [[ ! -x $at/usr/bin/promtool ]]; then
    rm -rf "$at" && mkdir -p "$at" || return 1
    (cd "$at" \
      && { apt-get download prometheus || { apt-get update && apt-get download prometheus; }; } \
      && dpkg-deb --extract prometheus_*.deb .) >"$build/promtool.log" 2>&1 || return 1
    rm -f "$at"/prometheus_*.deb
  fi
  printf '%s\n' "$at/usr/bin/promtool"
}

# The rules are valid, each has a test, and the tests pass.
check_alerts() {
  local promtool alert untested=()
  promtool=$(find_promtool) || {
    say "no promtool: Debian's package prometheus could not be fetched (log: $build/promtool.log)"
    return 1
  }
  cd "$root/deploy/prometheus" || return 1
  while read -r alert; do
    grep --quiet "alertname: $alert\$" tests/*.yml || untested+=("$alert")
  done < <(sed -n 's/.*- alert: //p' ./*-alerts.yml)
  ((${#untested[@]} == 0)) || say "alarms without a test: ${untested[*]}"
  "$promtool" check config --syntax-only prometheus.yml >/dev/null \
    && "$promtool" check rules ./*-alerts.yml >/dev/null \
    && "$promtool" test rules tests/*.yml >/dev/null \
    && ((${#untested[@]} == 0))
}

# Tests that need real time may be disturbed by whatever else the machine does: one that fails is run once more, and the summary
# names it with its reason. Not with --nightly.
maven_tests() {
  local attempt status=1
  for attempt in 1 2 3; do
    status=0
    maven verify -T 2 --fail-at-end -Ddvpn.story=true "${once_more[@]}" "$@" </dev/null 2>&1 | tee "$build/test.log" || status=$?
    if ((status == 0)) || ! grep -q 'Could not transfer' "$build/test.log"; then
      return "$status"
    fi
    say "a registry did not answer; trying again ($attempt of 3)"
  done
  return "$status"
}

# Which tests failed, or passed at the second time only, and why: the exception's message and the first line of ours.
failures() {
  # shellcheck disable=SC2016
  find "$root" -path '*/target/surefire-reports/TEST-*.xml' -not -path '*/node_modules/*' -print0 | sort --zero-terminated \
    | xargs -0 --no-run-if-empty awk '
      /<testcase / {
        test = $0
        gsub(/.* classname="|" time=.*/, "", test)
        name = $0
        gsub(/.*<testcase name="|" classname=.*/, "", name)
        test = test "." name
      }
      /^    <(failure|error|flakyFailure|flakyError) / {
        why = $0
        if (!sub(/.* message="/, "", why)) sub(/.* type="/, "", why)
        sub(/".*/, "", why)
        gsub(/&#10;/, " ", why); gsub(/&quot;/, "\"", why); gsub(/&lt;/, "<", why); gsub(/&gt;/, ">", why); gsub(/&amp;/, "\\&", why)
        print (/<flaky/ ? "passed at the second time: " : "failed: ") test
        print "  " substr(why, 1, 300)
        place = 1
      }
      place && /^\tat com\.qubetics/ { print "  " substr($0, 2, 160); place = 0 }'
}

# summary PART...: times of modules and classes, what failed and why, then the parts that failed; the last line is the total of all tests.
summary() {
  say
  say "modules:"
  sed -n '/BUILD/d;s/^\[INFO\] \(.*[^ .]\) [ .]*\(SUCCESS\|FAILURE\|SKIPPED\) *\(\[.*\]\)\?$/  \1 \2 \3/p' "$build/test.log"
  say "the ten slowest test classes:"
  find "$root" -path '*/target/surefire-reports/TEST-*.xml' -not -path '*/node_modules/*' -print0 \
    | xargs -0 --no-run-if-empty sed -n 's/^<testsuite .* name="\([^"]*\)" time="\([^"]*\)".*/\2 \1/p' \
    | tr -d ',' | sort -rn | awk 'NR <= 10 { printf "  %8.1f s  %s\n", $1, $2 }'
  failures
  local passed failed forge_passed forge_failed part
  read -r passed failed < <(find "$root" -path '*/target/surefire-reports/TEST-*.xml' -not -path '*/node_modules/*' -print0 \
    | xargs -0 --no-run-if-empty sed -n \
      's/^<testsuite .* tests="\([0-9]*\)" errors="\([0-9]*\)" skipped="\([0-9]*\)" failures="\([0-9]*\)".*/\1 \2 \3 \4/p' \
    | awk '{ passed += $1 - $2 - $3 - $4; failed += $2 + $4 } END { print passed + 0, failed + 0 }')
  forge_passed=$(sed -n 's/.* \([0-9]\+\) tests passed, .*/\1/p' "$build/contracts.log" | tail -n 1)
  forge_failed=$(sed -n 's/.* tests passed, \([0-9]\+\) failed.*/\1/p' "$build/contracts.log" | tail -n 1)
  for part; do
    say "FAILED: $part"
  done
  say "$((passed + ${forge_passed:-0})) passed, $((failed + ${forge_failed:-0})) failed"
}
