# shellcheck shell=bash
# The tools of another Debian than this one's, which an upgrade puts below a running agent. Read by ./dev, which sets root, build, services
# and commands.

# The agent's firewall with the nft of the other Debian, and with both in turns. Of Debian 12 and 13 this one has at most one.
other_nft() {
  local at="$build/nft" suite=trixie
  grep --quiet '^VERSION_CODENAME=trixie' /etc/os-release && suite=bookworm
  fetch_nft "$at" "$suite" || {
    say "no nft of $suite: its packages could not be fetched (log: $build/nft.log)"
    return 1
  }
  say "the agent's firewall with $("$at/other" --version) beside $(nft --version)"
  command -v nft >"$at/chosen"
  PATH="$at/bin:$PATH" nft_tests ToolsChange -Ddvpn.nft="$at" || return 1
  echo "$at/other" >"$at/chosen"
  PATH="$at/bin:$PATH" nft_tests RulesWatchIT,TargetsIT,AddressReuseIT,TunnelEndsIT
}

nft_tests() {
  maven --projects node-agent --also-make -Dquick "-Dtest=$1" -Dsurefire.failIfNoSpecifiedTests=false "${@:2}" test \
    </dev/null 2>&1 | tee -a "$build/nft-tests.log"
}

# fetch_nft FOLDER SUITE: the program with its libraries and its own loader as FOLDER/other, and FOLDER/bin/nft, which is the program
# that the file FOLDER/chosen names. Found again.
fetch_nft() {
  local at=$1 suite=$2 mirror
  [[ "$(cat "$at/suite" 2>/dev/null)" != "$suite" ]] || return 0
  rm -rf "$at" && mkdir -p "$at"/{bin,root,state/lists/partial,cache/archives/partial} || return 1
  # shellcheck disable=SC2016 # apt's own names
  mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Origin: Debian' | head -n 1)
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] ${mirror:-http://deb.debian.org/debian} $suite main" >"$at/sources.list"
  local apt=(apt-get -qq -o "Dir::Etc::SourceList=$at/sources.list" -o Dir::Etc::SourceParts=/dev/null -o "Dir::State=$at/state"
    -o "Dir::Cache=$at/cache" -o APT::Sandbox::User=root -o Acquire::Languages=none)
  (cd "$at" && "${apt[@]}" update \
    && "${apt[@]}" download nftables libnftables1 libnftnl11 libmnl0 libxtables12 libjansson4 libgmp10 libedit2 libbsd0 libmd0 libtinfo6 libc6 \
    && find . -maxdepth 1 -name '*.deb' -exec dpkg-deb --extract {} root \;) >"$build/nft.log" 2>&1 || return 1
  rm -rf "$at"/*.deb "$at/state" "$at/cache"
  cat >"$at/other" <<END
#!/bin/sh
exec "$(find "$at/root" -name ld-linux-x86-64.so.2 | head -n 1)" \\
  --library-path "$at/root/usr/lib/x86_64-linux-gnu:$at/root/lib/x86_64-linux-gnu" "$at/root/usr/sbin/nft" "\$@"
END
  # shellcheck disable=SC2016 # the written script's shell expands them
  printf '#!/bin/sh\nexec "$(cat "%s")" "$@"\n' "$at/chosen" >"$at/bin/nft"
  chmod +x "$at/other" "$at/bin/nft"
  "$at/other" --version >>"$build/nft.log" 2>&1 && echo "$suite" >"$at/suite"
}
