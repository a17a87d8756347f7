# shellcheck shell=bash
# The tests that are not in the gate: the agent's package, a real systemd, a real kernel, fuzz. Read by ./dev, which sets root, build, services and commands.

# agent_test CLASS [MAVEN ARGUMENTS]: one test class of the agent, with the package that is built.
agent_test() {
  CI=true maven -q -Dquick --projects node-agent --also-make -Dtest="$1" -Dsurefire.failIfNoSpecifiedTests=false \
    -Ddvpn.package="$(agent_deb)" "${@:2}" test </dev/null
}

# On its own: it wants root and Debian's archive.
test_package() {
  ((EUID == 0)) || die "test --package mounts a Debian of its own: run it as root"
  prepare debootstrap:debootstrap
  find_tunnel
  if [[ ${1:-} == client ]]; then
    package_client
    CI=true maven -q -Dquick --projects client --also-make -Dtest=ClientPackageInstallation -Dsurefire.failIfNoSpecifiedTests=false \
      -Ddvpn.package="$(client_deb)" test </dev/null || die "the client's package's test failed: see above"
    say "the client's package installs, connects, explains itself, and leaves homes alone"
    return
  fi
  package_agent
  agent_test PackageInstallation || die "the package's test failed: see above"
  say "the package installs, serves without root, and leaves the host as it was"
}

# Docker, ufw and firewalld beside a node, in a Debian of their own.
test_firewalls() {
  ((EUID == 0)) || die "test --firewalls mounts a Debian of its own: run it as root"
  prepare debootstrap:debootstrap
  find_tunnel
  build_programs
  agent_test FirewallsInstallation || die "another firewall stops a node: see above"
  say "Docker, ufw and firewalld are found, opened and left as they were"
}

# The package's units, started by a systemd of their own, and two updates of it.
test_systemd() {
  ((EUID == 0)) || die "test --systemd mounts a Debian of its own: run it as root"
  prepare debootstrap:debootstrap qemu-system-x86_64:qemu-system-x86 dpkg-deb:dpkg depmod:kmod
  local releases="$build/systemd" package
  build_programs
  fetch_kernel
  rm -rf "$releases"
  "$root/scripts/test-release" "$releases" keys http://203.0.113.2:8080/dvpn-node-agent.json
  package_agent --release-keys "$releases/release-keys"
  package=$(agent_deb)
  progress "making a release" "$releases/good.log" "$root/scripts/test-release" "$releases" next "$package" 0.2.0 \
    || die "no release to test with: see above"
  progress "making a broken release" "$releases/broken.log" "$root/scripts/test-release" "$releases" next "$package" 0.3.0 broken \
    || die "no broken release to test with: see above"
  say "booting a Debian with systemd; its console's text goes to $releases/console.log"
  agent_test SystemdInstallation -Ddvpn.releases="$releases" -Ddvpn.kernel="$build/kernel" \
    || die "the test under systemd failed: see above (the guest's console: $releases/console.log)"
  say "under systemd the package installs, serves without root, comes back, updates, goes back and leaves"
}

# The agent's tests on real packets again, on a Debian kernel with WireGuard.
kernel_test() {
  prepare qemu-system-x86_64:qemu-system-x86 dpkg-deb:dpkg depmod:kmod
  local kernel="$build/kernel" libraries="$build/kernel-libraries.txt"
  retry "$build/maven.log" progress "building the agent's tests" "$build/maven.log" \
    maven -Dquick -pl node-agent -am -DskipTests test-compile dependency:build-classpath "-Dmdep.outputFile=$libraries" \
    || die "the build failed: see above (log: $build/maven.log)"
  fetch_kernel
  # A copy: what is built meanwhile must not show in the guest.
  rm -rf "$kernel/classes"
  mkdir -p "$kernel"
  cp -r "$root/node-agent/target/classes" "$kernel/classes"
  cp -r "$root/node-agent/target/test-classes/." "$root"/libs/{loop,qr,exchange,wireguard,protocol,wire,epoch,evm}/target/classes/. \
    "$root/libs/wireguard/target/test-classes/." "$kernel/classes"
  printf '%s:%s' "$kernel/classes" "$(cat "$libraries")" >"$kernel/classpath.txt"
  say "booting a Debian kernel with WireGuard; its console follows (also in $kernel/console.log)"
  "$root/scripts/kernel-test" "$kernel" "$kernel/classpath.txt" \
    com.qubetics.dvpn.{agent.peer.NodeIT,wireguard.PeerAccessIT,agent.firewall.{TargetsIT,BesideFlowtables,TunnelEndsIT}}
}

fetch_kernel() {
  retry "$build/kernel.log" progress "fetching a Debian kernel (once)" "$build/kernel.log" "$root/scripts/guest" "$build/kernel" \
    || die "no kernel: see above; is the network there? (log: $build/kernel.log)"
}

# Every @FuzzTest for so many seconds, one beside the other on each core. What was found lies in .build/fuzz; copied into
# the test's …Inputs it stays in the gate.
fuzz() {
  local seconds=$1 part=${2:-} fuzzed="$build/fuzz" tests module
  [[ $seconds =~ ^[1-9][0-9]*$ ]] || die "usage: ./dev test --fuzz [SECONDS] [PART]"
  tests=$(fuzz_tests | grep --fixed-strings -- "$part") || die "no fuzz test has $part in its name"
  rm -rf "$fuzzed"
  mkdir -p "$fuzzed"
  while read -r module; do
    retry "$build/maven.log" progress "building the tests of $module" "$build/maven.log" \
      maven -Dquick -pl "$module" -am -DskipTests test-compile dependency:build-classpath \
      "-Dmdep.outputFile=$fuzzed/\${project.artifactId}.txt" \
      || die "the build failed: see above (log: $build/maven.log)"
  done < <(cut -d ' ' -f 1 <<<"$tests" | sort --unique)
  xargs --max-procs="$(nproc)" --max-args=3 "$root/scripts/fuzz-test" "$fuzzed" "$seconds" <<<"$tests" || return 1
}

# Lines of module, class and method.
fuzz_tests() {
  (cd "$root" && grep --recursive --line-number --include='*FuzzTest.java' --after-context=1 '@FuzzTest' ./*/src/test ./*/*/src/test) \
    | sed -n 's|^\./\(.*\)/src/test/java/\(.*\)\.java-[0-9]*- *void \([A-Za-z0-9]*\)(.*|\1 \2 \3|p' \
    | while read -r module path method; do
      printf '%s %s %s\n' "$module" "${path//\//.}" "$method"
    done
}
