#!/usr/bin/env bash
# nftables 1.0.6 (Debian 12): two listings in one script. The first of `list set a`, `list set b` fails with
# "No such file or directory" though the set is there; `list table t` before `list set t b` succeeds and leaves
# set a out of the table. Each listing by itself is right. Whoever compares a listing with what should be there
# needs one call for each.
#
# Usage: findings/nft-two-listings.sh   (Debian, apt-get, namespaces for this user). Exit code 0: still so.
set -euo pipefail

version=1.0.6-2+deb12u2
folder=$(mktemp --directory)
trap 'rm -rf "$folder"' EXIT
(
  cd "$folder"
  chmod 755 .
  apt-get download "nftables=$version" "libnftables1=$version" libnftnl11 >/dev/null 2>&1 \
    || { apt-get update >/dev/null && apt-get download "nftables=$version" "libnftables1=$version" libnftnl11 >/dev/null; }
  for package in ./*.deb; do dpkg-deb --extract "$package" root; done
)

cat >"$folder/run" <<'END'
set -u
sbin=$(find "$1/root" -type f -name nft)
export LD_LIBRARY_PATH=$(dirname "$(find "$1/root" -name 'libnftables.so.1' | head -n 1)")
nft() { "$sbin" "$@"; }
nft --version
nft -f - <<'RULES'
table inet t {
  set a { type ipv4_addr; elements = { 10.0.0.1 } }
  set b { type ipv4_addr; elements = { 10.0.0.2 } }
}
RULES
echo "one by one:"
nft list set inet t a >/dev/null && echo "set a is there"
nft list set inet t b >/dev/null && echo "set b is there"
echo "two sets in one script:"
printf 'list set inet t a\nlist set inet t b\n' | nft -f - 2>&1
echo "exit code $?"
echo "the table and a set in one script:"
printf 'list table inet t\nlist set inet t b\n' | nft -f - 2>&1
echo "exit code $?"
END

enter=(unshare --net)
((EUID == 0)) || enter=(unshare --user --map-root-user --net)
seen=$("${enter[@]}" bash "$folder/run" "$folder")
printf '%s\n' "$seen"

fail() {
  printf 'changed: %s\n' "$*"
  exit 1
}
grep --quiet 'nftables v1.0.6' <<<"$seen" || fail "another version"
for set in a b; do
  grep --quiet "set $set is there" <<<"$seen" || fail "set $set is not there"
done
sed -n '/^two sets/,/^exit code/p' <<<"$seen" | grep --quiet 'No such file or directory' || fail "two sets are listed"
table=$(sed -n '/^the table/,/^exit code/p' <<<"$seen")
grep --quiet 'exit code 0' <<<"$table" || fail "the table and a set are refused"
! grep --quiet '10.0.0.1' <<<"$table" || fail "the table is listed whole"
echo "as described"
