# shellcheck shell=bash
# The benchmarks that have a command; benchmarks/README.md has what they said. Read by ./dev, which sets root, build, services and commands.

bench_jar="$root/benchmarks/target/dvpn-bench.jar"

bench() {
  local name=${1:-}
  shift || true
  [[ $name =~ ^(first-run|connect|up|agent|agent-footprint|flood|chain|place)$ ]] \
    || die "usage: ./dev bench first-run|connect|up|agent|agent-footprint|flood|chain|place [--json]"
  prepare
  find_tunnel
  build_programs
  end_training
  case $name in
    agent) bench_apart agent "$@" ;;
    first-run) "$JAVA_HOME/bin/java" -Xmx128m -jar "$bench_jar" first-run --checkout "$root" "$@" ;;
    flood)
      find_packages nginx:nginx-light
      "$JAVA_HOME/bin/java" -Xmx1g --enable-native-access=ALL-UNNAMED -jar "$bench_jar" flood \
        --gateway "$build/apps/gateway/gateway.jar" --nginx "$(command -v nginx)" --program "$bench_jar" "$@"
      ;;
    chain)
      mkdir -p "$build/viem" && cp "$root"/benchmarks/src/main/viem/{*.json,*.mjs,.npmrc} "$build/viem/"
      npm --prefix "$build/viem" ci --ignore-scripts --no-audit --no-fund --silent >&2
      "$JAVA_HOME/bin/java" -Xmx1g --enable-native-access=ALL-UNNAMED -jar "$bench_jar" chain --viem "$build/viem" "$@"
      ;;
    agent-footprint)
      package_agent >&2
      bench_apart agent-footprint --image "$root/node-agent/target/image" --package "$(agent_deb)" "$@"
      ;;
    place) "$JAVA_HOME/bin/java" -Xmx256m -jar "$bench_jar" place "$@" ;;
    connect | up) bench_network "$name" "$@" ;;
  esac
}

# From a client of the network, which is started if it does not run; for `up` in any case.
bench_network() {
  if [[ $1 == up ]] || ! stage status >/dev/null; then
    stage down >&2
    stage up --no-training >&2
  fi
  "$root/.devnet/bin/on" client-3 "$JAVA_HOME/bin/java" -XX:+UseSerialGC -Xmx256m --enable-native-access=ALL-UNNAMED \
    -jar "$bench_jar" "$1" --home "$root/.devnet" "${@:2}"
}

# In namespaces of its own, whose end takes every interface and wireguard-go with it.
bench_apart() {
  local enter=(unshare --net --mount --pid --fork --kill-child --mount-proc)
  ((EUID == 0)) || enter+=(--user --map-root-user)
  # shellcheck disable=SC2016 # $@ is the inner shell's
  "${enter[@]}" bash -c 'mkdir -p /run/wireguard && mount -t tmpfs tmpfs /run/wireguard && ip link set lo up && ip route add default dev lo && "$@"' bench \
    "$JAVA_HOME/bin/java" -Xmx2g --enable-native-access=ALL-UNNAMED -jar "$bench_jar" "$@"
}
