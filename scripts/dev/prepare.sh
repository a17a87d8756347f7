# shellcheck shell=bash
# What this machine must have, found or installed. Read by ./dev, which sets root, build, services and commands.

prepare() {
  export PATH="$PATH:/usr/sbin:/sbin"
  export HOME=${HOME:-$(getent passwd "$(id -u)" | cut -d: -f6)}
  find_java
  find_node
  find_packages "$@"
  find_disk
  mkdir -p "$build" || die "can't write to $root"
}

find_java() {
  local home
  for home in "${JAVA_HOME:-}" /usr/lib/jvm/*; do
    if [[ -x "$home/bin/javac" ]] && is_25 "$home/bin/java"; then
      export JAVA_HOME=$home
      return
    fi
  done
  if command -v javac >/dev/null && is_25 "$(command -v java)"; then
    JAVA_HOME=$(dirname "$(dirname "$(readlink -f "$(command -v javac)")")")
    export JAVA_HOME
    return
  fi
  die "no JDK 25 in \$JAVA_HOME, /usr/lib/jvm or PATH: install one (https://adoptium.net) or set JAVA_HOME"
}

is_25() {
  local version
  version=$("$1" -version 2>&1 | sed -n '0,/version/s/.*version "\([0-9]*\).*/\1/p')
  [[ "${version:-0}" -ge 25 ]]
}

find_node() {
  local version
  if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
    die "no Node.js: install Node.js 20 or newer with npm"
  fi
  version=$(node --version | sed 's/^v\([0-9]*\).*/\1/')
  ((version >= 20)) || die "Node.js $version is too old: install Node.js 20 or newer"
}

# Debian's packages: program and package, installed by root only, who is told.
find_packages() {
  local missing=() pair
  for pair in ip:iproute2 nft:nftables wg:wireguard-tools wireguard-go:wireguard-go conntrack:conntrack \
    unshare:util-linux mvn:maven curl:curl "$@"; do
    PATH="$PATH:/usr/sbin:/sbin" command -v "${pair%%:*}" >/dev/null || missing+=("${pair##*:}")
  done
  ((${#missing[@]})) || return 0
  command -v apt-get >/dev/null || die "missing: ${missing[*]}; install them with your system's package tool"
  ((EUID == 0)) || die "missing: ${missing[*]}; as root: apt-get install --no-install-recommends ${missing[*]}"
  local install=(apt-get install --yes --no-install-recommends -o DPkg::Lock::Timeout=300)
  mkdir -p "$build"
  export DEBIAN_FRONTEND=noninteractive
  progress "installing ${missing[*]} with apt-get" "$build/apt.log" "${install[@]}" "${missing[@]}" && return 0
  retry "$build/apt.log" progress "updating the package lists" "$build/apt.log" apt-get update \
    || die "apt-get update failed: is the network there? (log: $build/apt.log)"
  retry "$build/apt.log" progress "installing ${missing[*]} with apt-get" "$build/apt.log" "${install[@]}" "${missing[@]}" \
    || die "apt-get could not install ${missing[*]} (log: $build/apt.log)"
}

# Tunnels need WireGuard in the kernel, or a device that wireguard-go may open.
find_tunnel() {
  [[ -d /sys/module/wireguard || (-r /dev/net/tun && -w /dev/net/tun) ]] \
    || die "no tunnels: neither WireGuard in the kernel nor /dev/net/tun open to $(id -un); as root: modprobe wireguard, or chmod 666 /dev/net/tun"
}

find_disk() {
  local free
  free=$(df --output=avail --block-size=1M "$root" | tail -n 1)
  ((free >= 1500)) || die "$root has $free MB free (needed: 1500): make room; ./dev down --wipe deletes the network's data"
}

npm_install() {
  local stamp="$build/npm.built"
  [[ "$(cat "$stamp" 2>/dev/null)" != "$(npm_sums)" ]] || return 0
  # npm ci would empty the folder that a link points to, which is someone else's.
  [[ ! -L "$root/contracts/node_modules" ]] || rm "$root/contracts/node_modules"
  retry "$build/npm.log" progress "installing the contracts' tools (npm ci)" "$build/npm.log" \
    npm --prefix "$root/contracts" ci --ignore-scripts --no-audit --no-fund \
    || die "npm ci failed: is the network there? (log: $build/npm.log)"
  npm_sums >"$stamp"
}

# What is asked for, and what npm says it has installed.
npm_sums() {
  (cd "$root/contracts" && sha256sum package-lock.json node_modules/.package-lock.json 2>/dev/null) || true
}
