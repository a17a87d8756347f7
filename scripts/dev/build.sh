# shellcheck shell=bash
# Builds what is not built. What is built is known by sums, never by times. Read by ./dev, which sets root, build, services and commands.

maven() {
  forget_changed
  (cd "$root" && mvn --batch-mode --no-transfer-progress "$@")
}

# What is built is known by sums, not by times: a copy, another branch or a clock may bring a change with an older time, and a
# file that was deleted has none. A line of sum and path for each source of a program, and for the JDK.
source_sums() {
  (
    cd "$root"
    find . \( -name target -o -name node_modules -o -name '.?*' \) -prune -o -type f \
      \( -path '*/src/main/*' -o -name pom.xml -o -path './contracts/artifacts/*' \) -print0 \
      | sort --zero-terminated | xargs -0 sha256sum
    sha256sum <"$JAVA_HOME/release" | sed 's|-$|./jdk|'
  )
}

# The same of the programs. 430 MB: cksum takes a twentieth of the time of sha256sum, and nobody is kept out by it.
program_sums() {
  local pair folders=("$build/apps")
  for pair in "${commands[@]}" benchmarks:dvpn-bench; do
    folders+=("$root/${pair%%:*}/target/${pair##*:}.jar" "$root/${pair%%:*}/target/lib")
  done
  { find "${folders[@]}" -name '*.jar' -print0 2>/dev/null || true; } | sort --zero-terminated | xargs -0 --no-run-if-empty cksum
}

# forget_changed [all]: deletes what was compiled from other sources than there are, in their modules and in all that depend on
# them: Maven goes by times, and leaves a deleted resource where it was. `all`: whatever there is.
forget_changed() {
  local known="$build/sources.sums" now="$build/sources.now" left=(.) seen=" " module
  mkdir -p "$build"
  source_sums >"$now"
  if [[ ${1:-} != all && -e $known ]]; then
    mapfile -t left < <({ diff "$known" "$now" || true; } | modules_of)
  fi
  ((${#left[@]} == 0)) || rm -f "$build/programs.sums"
  while ((${#left[@]})); do
    module=${left[0]}
    left=("${left[@]:1}")
    if [[ $module == . ]]; then
      forget .
      rm -rf "$build/apps"
      break
    fi
    [[ $seen != *" $module "* ]] || continue
    seen+="$module "
    forget "$module"
    mapfile -t -O "${#left[@]}" left < <(dependents "$module")
  done
  mv "$now" "$known"
}

# The modules of the changed lines of source_sums; all of them where it is the parent's pom, or the JDK.
modules_of() {
  sed -n 's|^[<>] [0-9a-f]*  \./||p' \
    | sed 's|/src/main/.*||;s|/pom\.xml$||;s|^contracts/.*|libs/evm|;s/^\(pom\.xml\|jdk\)$/./' | sort --unique
}

dependents() {
  (cd "$root" && { grep --files-with-matches "<artifactId>${1##*/}</artifactId>" ./*/pom.xml ./*/*/pom.xml || true; }) \
    | sed 's|^\./||;s|/pom\.xml$||'
}

forget() {
  (
    cd "$root/$1"
    find . \( -name node_modules -o -name src -o -name '.?*' \) -prune -o -path '*/target/*' -prune \
      \( -name classes -o -name test-classes -o -name maven-status -o -name lib -o -name '*.jar' \) -exec rm -rf {} +
  )
}

# is_built KIND: sources and programs are those of the last build that went well.
is_built() {
  [[ -e "$build/programs.sums" ]] || return 1
  [[ $1 == quick || "$(cat "$build/built")" == checked ]] || return 1
  [[ "$(source_sums)" == "$(cat "$build/sources.sums")" ]] && are_programs_as_built
}

are_programs_as_built() {
  [[ "$(program_sums)" == "$(cat "$build/programs.sums")" ]]
}

# `checked` builds with Error Prone, NullAway and the format check: never from classes that a quick build left.
build_programs() {
  local kind=${1:-quick} flags=(-Dquick)
  npm_install
  if is_built "$kind"; then
    return
  fi
  end_training
  # Programs that someone else has built since are from who knows which classes.
  if [[ $kind == checked ]] || { [[ -e "$build/programs.sums" ]] && ! are_programs_as_built; }; then
    forget_changed all
  fi
  [[ $kind == quick ]] || flags=()
  rm -f "$build/programs.sums"
  retry "$build/maven.log" progress "building (Maven; the first time it fetches libraries)" "$build/maven.log" \
    maven -T 2 "${flags[@]}" -DskipTests package \
    || die "the build failed: see above; without a network, is this the first build? (log: $build/maven.log)"
  unpack_services
  printf '%s\n' "$kind" >"$build/built"
  program_sums >"$build/programs.new"
  mv "$build/programs.new" "$build/programs.sums"
}

# Services run from unpacked jars: they start faster so, and can have an ahead-of-time cache.
unpack_services() {
  local service jar sum
  for service in "${services[@]}"; do
    jar=$(find "$root/$service/target" -maxdepth 1 -name "$service-*.jar" ! -name '*-plain.jar' -print -quit)
    [[ -n $jar ]] || die "$service was not built: rm -r .build and try again"
    sum=$(sha256sum <"$jar")
    [[ ! -e "$build/apps/$service/$service.jar" || "$(cat "$build/apps/$service/built-from" 2>/dev/null)" != "$sum" ]] || continue
    rm -rf "$build/apps/$service.new"
    "$JAVA_HOME/bin/java" -Djarmode=tools -jar "$jar" extract --destination "$build/apps/$service.new" >/dev/null
    mv "$build/apps/$service.new/$(basename "$jar")" "$build/apps/$service.new/$service.jar"
    printf '%s\n' "$sum" >"$build/apps/$service.new/built-from"
    rm -rf "$build/apps/$service"
    mv "$build/apps/$service.new" "$build/apps/$service"
  done
}

# build_package MODULE NAME MESSAGE [MAVEN ARGUMENTS]: the Debian package NAME of a module.
build_package() {
  local target="$root/$1/target"
  # Libraries too: one that is no longer needed would stay.
  rm -rf "$target/$2"_* "${target:?}/lib"
  retry "$build/package.log" progress "$3" "$build/package.log" \
    maven -Dquick -DskipTests -Ppackage "${@:4}" --projects "$1" --also-make package \
    || die "the package was not built: see above (log: $build/package.log)"
}

package_agent() {
  local keys="$root/node-agent/packaging/release-keys"
  if [[ ${1:-} == --release-keys ]]; then
    keys=$(realpath --canonicalize-existing -- "${2:?FILE of --release-keys}")
  fi
  build_package node-agent dvpn-node-agent "packaging the node agent" -Drelease.keys="$keys"
  stat --format '%n, %s bytes' "$(agent_deb)"
}

agent_deb() {
  find "$root/node-agent/target" -maxdepth 1 -name 'dvpn-node-agent_*.deb'
}

# Beside the package an archive of the same files, for whoever has no Debian: it runs from where it is unpacked.
package_client() {
  local target="$root/client/target" deb archive
  build_package client dvpn "packaging the client"
  deb=$(client_deb)
  archive=${deb%.deb}.tar.xz
  tar --create --xz --file "$archive" --sort=name --format=gnu --mtime="$(stat --format @%Y "$target/image/dvpn")" \
    --owner=0 --group=0 --numeric-owner --mode=u=rwX,go=rX --transform 's|^image|dvpn|;s|^texts|dvpn/share|' \
    --directory "$target" image texts
  stat --format '%n, %s bytes' "$deb" "$archive"
}

client_deb() {
  find "$root/client/target" -maxdepth 1 -name 'dvpn_*.deb'
}

# One start and end of a network of its own, in which each program writes an ahead-of-time cache: later starts take half the time.
train() {
  progress "training the programs' start" "$build/train.log" stage train 2>/dev/null \
    || die "training failed: $(cat "$build/train.reason"); starts take longer, all else is the same (log: $build/train.log)"
}

# What must not be disturbed ends a training in the background; the next ./dev up begins it again. Not so by a jar that a build left
# unfinished: whatever trains, its caches fit nothing then.
end_training() {
  [[ ! -e "$root/devnet/stage/target/dvpn-stage.jar" ]] || stage train --end 2>>"$build/train.log" || true
}
