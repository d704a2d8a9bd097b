# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2154
# How mover/bench/run measures, and what it prints. Sourced, not run.

say() { printf '%s\n' "$*"; }
die() { printf '%s\n' "$*" >&2; [ ! -s "${work:-}/log" ] || tail -n 5 "$work/log" >&2; exit 1; }
progress() { printf '  %s\n' "$*" >&2; }

# --- Set-up ---------------------------------------------------------------------------------------

prepare() {
  drydock=${DRYDOCK_BENCH_DRYDOCK:-$root/compose-adapter/target/drydock/bin/drydock}
  restic=${DRYDOCK_BENCH_RESTIC:-$(command -v restic || true)}
  timer=$(type -P time || true) # the program; the shell's own knows no memory
  java=${JAVA_HOME:+$JAVA_HOME/bin/}java
  [ -x "$drydock" ] || die "There is no $drydock. Build it: mvn -q -DskipTests package"
  [ -x "$restic" ] || die "There is no restic. Install it, or name one by DRYDOCK_BENCH_RESTIC."
  [ -x "$timer" ] || die "GNU time is missing. Install the package 'time'."
  command -v openssl >/dev/null || die "openssl is missing. Install the package 'openssl'."
  "$java" -version 2>&1 | grep -q '"2[5-9]' || die "Set JAVA_HOME to a JDK 25 or newer."
  local free; free=$(df --output=avail -BM "$on" | tail -n 1 | tr -dc 0-9)
  [ "$free" -ge "$need_mib" ] || die "$on has $free MiB left, and size $size needs $need_mib. Use --size small, or --on another RAM disk."
  work=$(mktemp -d "$on/drydock-bench.XXXXXX")
  trap clean_up EXIT
  trap 'exit 130' INT TERM
  mkdir "$work/tmp" "$work/classes"
  export TMPDIR=$work/tmp XDG_CACHE_HOME=$work/cache
  "${java%java}javac" -d "$work/classes" "$bench/Generate.java" "$bench/Latency.java"
  password=$work/password
  head -c 24 /dev/urandom | base64 >"$password"
  results=$work/results plain=$work/plain
  : >"$results"
  : >"$plain"
  round=1
}

clean_up() {
  stop_s3
  [ -z "${work:-}" ] || rm -rf "$work"
}

generate() { "$java" -cp "$work/classes" Generate "$@"; }

default_directories() {
  local home; home=$(dirname "$(dirname "$(readlink -f "$(type -P "$java")")")")
  if [ "$size" = small ]; then printf '%s\n' "$home/lib"; return; fi
  printf '%s\n' "$home"
  [ ! -d "$HOME/.m2/repository" ] || printf '%s\n' "$HOME/.m2/repository"
}

# --- The two programs -----------------------------------------------------------------------------

# fresh_repositories PLACE: makes new ones at PLACE/repository-TOOL
fresh_repositories() {
  place=$1
  rm -rf "$work"/repository-* "$work/cache"
  local tool
  for tool in drydock restic; do quietly "$tool" init; done
}

# command_of TOOL ACTION [DIR]: what a person would type, into $command
command_of() {
  local tool=$1 action=$2 directory=${3:-}
  local repository=(-r "$place/repository-$tool" -p "$password")
  case $tool/$action in
    drydock/init) command=("$drydock" repository init "${repository[@]}") ;;
    drydock/backup) command=("$drydock" repository backup "${repository[@]}" "$directory") ;;
    drydock/restore) command=("$drydock" repository restore "${repository[@]}" latest --target "$directory") ;;
    drydock/check) command=("$drydock" repository check "${repository[@]}" --read-data) ;;
    drydock/forget) command=("$drydock" repository forget "${repository[@]}" --keep-last 7 --prune) ;;
    restic/init) command=("$restic" -q "${repository[@]}" init) ;;
    restic/backup) command=("$restic" -q "${repository[@]}" backup "$directory") ;;
    restic/restore) command=("$restic" -q "${repository[@]}" restore latest --target "$directory") ;;
    restic/check) command=("$restic" -q "${repository[@]}" check --read-data) ;;
    restic/forget) command=("$restic" -q "${repository[@]}" forget --keep-last 7 --prune) ;;
    *) die "$tool cannot $action" ;;
  esac
}

quietly() {
  command_of "$@"
  "${command[@]}" >"$work/log" 2>&1 || die "$1 could not $2"
}

# measure LABEL TOOL ACTION [DIR]: one run; wall and CPU seconds and KiB at the most
measure() {
  local label=$1 tool=$2; shift
  command_of "$@"
  "$timer" -f '%e %U %S %M' -o "$work/time" "${command[@]}" >"$work/log" 2>&1 || die "$tool could not $2"
  local wall user system peak
  read -r wall user system peak < <(tail -n 1 "$work/time")
  printf '%s\t%s\t%s\t%s\t%s\n' "$label" "$tool" "$wall" \
    "$(awk -v u="$user" -v s="$system" 'BEGIN {print u + s}')" "$peak" >>"$results"
}

# both LABEL ACTION [DIR]: one run of each, the other one first in every other round
both() {
  local label=$1 tool; shift
  for tool in $(order); do measure "$label" "$tool" "$@"; done
}

order() { if [ $((round % 2)) = 1 ]; then say drydock restic; else say restic drydock; fi; }

# --- What is possible at all ----------------------------------------------------------------------

# plainly LABEL BYTES COMMAND...: what a plain tool needs for the same bytes
plainly() {
  local label=$1 bytes=$2 began ended; shift 2
  began=$(date +%s.%N)
  "$@"
  ended=$(date +%s.%N)
  printf '%s\t%s\t%s\n' "$label" "$bytes" "$(awk -v a="$began" -v b="$ended" 'BEGIN {print b - a}')" >>"$plain"
}

read_all() { find "$1" -type f -exec cat {} + >/dev/null; }
stat_all() { find "$1" -printf '%s %T@ %C@ %i\n' >/dev/null; }
bytes_of() { find "$1" -type f -printf '%s\n' | awk '{sum += $1} END {printf "%d", sum}'; }
files_of() { find "$1" -type f -printf '%s\n' | sort -n | sha256sum; }
same_content() { [ "$(files_of "$1")" = "$(files_of "$2")" ]; }

# bytes_per_second ALGORITHM: of one core, as openssl has it
bytes_per_second() {
  openssl speed -mr -seconds 1 -bytes 1048576 -evp "$1" 2>/dev/null | awk -F: '/^\+F/ {printf "%d", $4}'
}

# --- The report -----------------------------------------------------------------------------------

report() {
  local sha aes cores; cores=$(nproc) sha=$(bytes_per_second sha256) aes=$(bytes_per_second aes-256-ctr)
  say "Measured on $(awk -F': ' '/^model name/ {print $2; exit}' /proc/cpuinfo), $cores cores, $(awk '/^MemTotal/ {printf "%d", $2 / 1048576}' /proc/meminfo) GiB, Linux $(uname -r)."
  say "Size $size; medians of $rounds $([ "$rounds" = 1 ] && say round || say rounds). $("$restic" version | cut -d' ' -f1,2); Drydock $(git -C "$root" rev-parse --short HEAD 2>/dev/null || say unknown), start of its JVM included."
  say "One core: SHA-256 $((sha / 1000000)) MB/s, AES-256-CTR $((aes / 1000000)) MB/s (openssl)."
  say
  awk -F'\t' -v OFS='\t' -v cores="$cores" -v sha="$sha" -v aes="$aes" -f "$bench/table.awk" "$plain" "$results"
  say
  say "Time in seconds, peak memory in MiB; a ratio is Drydock / restic. Plain: cp -a, cat or find on the same files. Crypto: SHA-256 and AES of all bytes on all cores at the speed of openssl."
}
