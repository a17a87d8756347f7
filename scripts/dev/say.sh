# shellcheck shell=bash
# What every part says with, and how it waits. Read by ./dev, which sets root, build, services and commands.

say() { printf '%s\n' "$*"; }

die() {
  printf 'dev: %s\n' "$*" >&2
  exit 1
}

# Runs a command quietly, with a line every ten seconds; its output is shown when it fails.
progress() {
  local what=$1 log=$2 pid waited=0
  shift 2
  say "$what …"
  "$@" >"$log" 2>&1 </dev/null &
  pid=$!
  trap 'kill "$pid" 2>/dev/null || true; exit 130' INT TERM
  while kill -0 "$pid" 2>/dev/null; do
    sleep 1
    waited=$((waited + 1))
    ((waited % 10)) || say "  $what: $waited s"
  done
  trap - INT TERM
  if wait "$pid"; then
    return 0
  fi
  tail -n 30 "$log" >&2
  return 1
}

# Registries are sometimes slow: what fails because one did not answer is tried three times.
retry() {
  local log=$1 attempt
  shift
  for attempt in 1 2 3; do
    if "$@"; then
      return 0
    fi
    if ((attempt == 3)) || ! unanswered "$log"; then
      return 1
    fi
    say "  no answer; trying again in $((attempt * 5)) s"
    sleep $((attempt * 5))
  done
}

unanswered() {
  grep -qiE 'could not transfer|timed out|timeout|temporary failure|could not resolve|connection reset|EAI_AGAIN|ETIMEDOUT|ECONNRESET|50[234] |socket hang up' "$1"
}

# phase NAME: what was done since the last phase belongs to NAME; the stage tells all of them at its end.
phases=""
phase_start=$EPOCHREALTIME
phase() {
  local now=$EPOCHREALTIME
  # Microseconds: the point is left out.
  phases+="${phases:+,}$1=$(((${now/[.,]/} - ${phase_start/[.,]/}) / 1000))"
  phase_start=$now
}
