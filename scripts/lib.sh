# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2034
# What ./verify and ./quickstart share: the set-up of a Debian or Ubuntu machine. Sourced, not run.
# Everything that is not a package of the distribution lands in $tools, inside the checkout.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
tools=$root/.quickstart/tools
logs=$root/.quickstart/logs
mkdir -p "$tools" "$logs"
dockerd_pidfile=$root/.quickstart/dockerd.pid

if [ -t 1 ]; then bold=$'\e[1m' dim=$'\e[2m' red=$'\e[31m' green=$'\e[32m' plain=$'\e[0m'
else bold='' dim='' red='' green='' plain=''; fi

say() { printf '%s\n' "$*"; }
note() { printf '  %s\n' "$*"; }
die() { printf '%s\n' "${red}$*${plain}" >&2; exit 1; }
duration() { local s=$1; if [ "$s" -ge 60 ]; then printf '%dm%02ds' $((s / 60)) $((s % 60)); else printf '%ds' "$s"; fi; }

# step TITLE COMMAND...: runs a command, says how long it took; a failure ends the script
step() {
  local title=$1 began=$SECONDS code=0; shift
  printf '%s\n' "${bold}==> $title${plain}"
  "$@" || code=$?
  if [ "$code" != 0 ]; then printf '%s\n' "${red}    failed after $(duration $((SECONDS - began)))${plain}"; return "$code"; fi
  printf '%s\n' "${dim}    $(duration $((SECONDS - began)))${plain}"
}

# logged NAME COMMAND...: output to a log file; its end is shown when the command fails
logged() {
  local log=$logs/$1.log; shift
  if ! "$@" >"$log" 2>&1; then tail -n 30 "$log" >&2; say "    the whole log: $log" >&2; return 1; fi
}

# Docker, debootstrap and the package manager need root; a user with sudo is asked once, here
become_root() {
  [ "$(id -u)" = 0 ] && return
  command -v sudo >/dev/null || die "Run this as root, or install sudo: it installs packages and uses the Docker engine."
  say "Root is needed for packages and Docker; going on with sudo."
  exec sudo --preserve-env=JAVA_HOME,DOCKER_HOST,DRYDOCK_DEBIAN_MIRROR,DRYDOCK_TEST_KUBECONFIG "$0" "$@"
}

# What a run under sudo wrote into the checkout goes back to who owns it
give_back() {
  [ -n "${SUDO_UID:-}" ] || return 0
  find "$root" -xdev -user root -not -path "$root/.quickstart/*" -exec chown -h "$SUDO_UID:${SUDO_GID:-$SUDO_UID}" {} + 2>/dev/null || true
}

on_debian() { grep -qx 'ID=debian' /etc/os-release; }

# apt, waiting for whoever else holds its locks
apt_update() {
  [ -z "${apt_updated:-}" ] || return 0
  local try
  for try in $(seq 60); do
    if apt-get update -qq >"$logs/apt-update.log" 2>&1; then apt_updated=1; return 0; fi
    grep -q 'lock' "$logs/apt-update.log" || break
    [ "$try" != 1 ] || note "waiting for another package manager"
    sleep 5
  done
  tail -n 5 "$logs/apt-update.log" >&2
  return 1
}
apt_candidate() { apt-cache policy "$1" 2>/dev/null | sed -n 's/^ *Candidate: *//p' | grep -vx '(none)'; }
apt_install() {
  note "installing $*"
  apt_update || note "the package lists could not be renewed; trying with those at hand"
  DEBIAN_FRONTEND=noninteractive logged "apt-$1" apt-get -o DPkg::Lock::Timeout=600 -qq -y --no-install-recommends install "$@"
}

# The Debian mirror this machine uses, from apt's own reading of its sources (either format)
debian_mirror() {
  if [ -n "${DRYDOCK_DEBIAN_MIRROR:-}" ]; then printf '%s\n' "${DRYDOCK_DEBIAN_MIRROR%/}"; return; fi
  on_debian || return 1
  # shellcheck disable=SC2016  # apt's own placeholders
  apt-get indextargets --format '$(RELEASE) $(REPO_URI)' 'Created-By: Packages' 'Component: main' |
    awk '$1 !~ /-/ {sub(/\/$/, "", $2); print $2; found=1; exit} END {exit !found}'
}

# unpack SUITE PACKAGE...: puts files of another Debian suite's packages under a prefix of their own and
# prints it; no dependencies, nothing installed. For programs that need little more than libc.
unpack() {
  local suite=$1 home=$tools/$1 package mirror keyring=/usr/share/keyrings/debian-archive-keyring.gpg missing=(); shift
  mkdir -p "$home"/{lists/partial,cache/archives/partial,debs,root}
  for package in "$@"; do [ -e "$home/debs/.$package" ] || missing+=("$package"); done
  if [ ${#missing[@]} != 0 ]; then
    if mirror=$(debian_mirror); then
      local trust='' options
      [ ! -e "$keyring" ] || trust="[signed-by=$keyring] "
      printf 'deb %s%s %s main\n' "$trust" "$mirror" "$suite" >"$home/sources.list"
      # a mirror may lag behind; what it has is still signed
      options=(-qq -o Acquire::Check-Valid-Until=false -o Dir::Etc::sourcelist="$home/sources.list" -o Dir::Etc::sourceparts=/dev/null
        -o Dir::State::Lists="$home/lists" -o Dir::Cache="$home/cache" -o Dir::State::status=/dev/null -o APT::Sandbox::User=root)
      logged "unpack-$suite" apt-get "${options[@]}" update || return 1
      (cd "$home/debs" && logged "unpack-$suite" apt-get "${options[@]}" download "${missing[@]}") || return 1
    else
      # not a Debian machine: its packages come by way of a Debian container
      base_image "debian:$suite-slim" >&2 || return 1
      logged "unpack-$suite" docker run --rm -v "$home/debs:/debs" "debian:$suite-slim" sh -c \
        'apt-get -qq update && cd /debs && apt-get -qq -o APT::Sandbox::User=root download "$@"' sh "${missing[@]}" || return 1
    fi
    for package in "${missing[@]}"; do
      dpkg -x "$(find "$home/debs" -name "${package}_*.deb" | sort | tail -n 1)" "$home/root" && touch "$home/debs/.$package" || return 1
    done
  fi
  printf '%s\n' "$home/root"
}

# --- JDK 25 and Maven ------------------------------------------------------------------------------

is_jdk25() { [ -x "$1/bin/javac" ] && grep -qE '^JAVA_VERSION="(2[5-9]|[3-9][0-9])' "$1/release" 2>/dev/null; }

find_jdk25() {
  local home
  for home in "${JAVA_HOME:-}" /usr/lib/jvm/* "$tools"/*/root/usr/lib/jvm/*; do
    if [ -n "$home" ] && is_jdk25 "$home"; then printf '%s\n' "$home"; return; fi
  done
  return 1
}

# Debian's JDK beside the system. It wants a newer libc than an older system has, so that comes along,
# and the programs and libraries are told to use it.
unpack_jdk() {
  local prefix home lib file link
  prefix=$(unpack trixie openjdk-25-jdk-headless openjdk-25-jre-headless libc6 zlib1g) || return 1
  command -v patchelf >/dev/null || apt_install patchelf || return 1
  home=$(find "$prefix/usr/lib/jvm" -maxdepth 1 -type d -name 'java-25-*')
  lib=$(dirname "$(find "$prefix/usr/lib" -name libc.so.6)")
  find "$home" -type f \( -perm -1 -o -name '*.so' \) | while read -r file; do
    patchelf --print-rpath "$file" >/dev/null 2>&1 || continue
    if patchelf --print-interpreter "$file" >/dev/null 2>&1; then
      patchelf --set-interpreter "$(find "$lib" -name 'ld-linux-*')" "$file"
    fi
    # shellcheck disable=SC2016  # $ORIGIN is for the loader
    patchelf --force-rpath --set-rpath '$ORIGIN:$ORIGIN/../lib:$ORIGIN/..:'"$lib" "$file"
  done
  find "$home" -type l -lname '/etc/java-25-openjdk/*' | while read -r link; do ln -sfn "$prefix$(readlink "$link")" "$link"; done
}

setup_java() {
  local home
  if ! home=$(find_jdk25); then
    apt_update || true
    if [ -n "$(apt_candidate openjdk-25-jdk-headless)" ]; then apt_install openjdk-25-jdk-headless || return 1
    else
      note "this distribution has no JDK 25; unpacking Debian's beside it, in .quickstart/tools"
      unpack_jdk || true
    fi
    home=$(find_jdk25) || die "No JDK 25 was found or could be installed. Install one and set JAVA_HOME."
  fi
  export JAVA_HOME=$home PATH=$home/bin:$PATH
  note "JDK: $("$home/bin/java" --version | head -n 1)"
  command -v mvn >/dev/null || apt_install maven || return 1
  note "Maven: $(mvn -v 2>/dev/null | sed -n 's/.*Apache Maven \([0-9.]*\).*/\1/p')"
}

# --- Docker ----------------------------------------------------------------------------------------

docker_answers() { docker version --format '{{.Server.Version}}' >/dev/null 2>&1; }

setup_docker() {
  if ! docker_answers; then
    command -v dockerd >/dev/null || apt_install docker.io || return 1
    command -v docker >/dev/null || apt_install docker-cli || return 1
    docker_answers || start_dockerd || die "The Docker engine does not answer; its log: $logs/dockerd.log"
  fi
  note "Docker engine: $(docker version --format '{{.Server.Version}}')"
  setup_compose || return 1
  note "Compose: $(docker compose version --short)"
}

start_dockerd() {
  if [ -d /run/systemd/system ]; then systemctl start docker; else
    note "starting the Docker engine (there is no systemd here)"
    rm -f /var/run/docker.pid
    setsid dockerd >"$logs/dockerd.log" 2>&1 </dev/null &
    printf '%s\n' $! >"$dockerd_pidfile"
  fi
  local try
  for try in $(seq 120); do docker_answers && return 0; sleep 0.5; done
  return 1
}

# Stops the engine, if it was this project that started it
stop_dockerd() {
  [ -s "$dockerd_pidfile" ] || return 0
  local pid try; pid=$(cat "$dockerd_pidfile"); rm -f "$dockerd_pidfile"
  [ "$(cat "/proc/$pid/comm" 2>/dev/null)" = dockerd ] || return 0
  kill "$pid"
  for try in $(seq 60); do [ -e "/proc/$pid" ] || return 0; sleep 0.5; done
}

# The plugin of the distribution, or Debian's unpacked into a Docker configuration of the project's own
setup_compose() {
  docker compose version >/dev/null 2>&1 && return
  local candidate
  for candidate in docker-compose-v2 docker-compose; do
    case "$(apt_candidate $candidate)" in 2* | 3* | 4* | 5*) apt_install "$candidate" || return 1; break ;; esac
  done
  docker compose version >/dev/null 2>&1 && return
  [ -d "$root/.quickstart/docker" ] || note "this distribution has no Compose v2; unpacking Debian's beside it, in .quickstart/tools"
  local plugin; plugin=$(unpack trixie docker-compose) || return 1
  plugin=$plugin/usr/libexec/docker/cli-plugins/docker-compose
  local config=$root/.quickstart/docker; mkdir -p "$config/cli-plugins"
  [ ! -e "${HOME:-/root}/.docker/config.json" ] || cp "${HOME:-/root}/.docker/config.json" "$config/"
  ln -sfn "$plugin" "$config/cli-plugins/docker-compose"
  export DOCKER_CONFIG=$config
  docker compose version >/dev/null 2>&1 || die "Compose v2 could not be installed; see https://docs.docker.com/compose/install/"
}

# pulls an image if a registry can be reached; asks only once in a run whether one can
pull() {
  [ -z "${no_registry:-}" ] || return 1
  timeout "${2:-120}" docker pull -q "$1" >"$logs/pull.log" 2>&1 && return
  no_registry=1
  return 1
}

has_image() { docker image inspect "$1" >/dev/null 2>&1; }

# base_image debian:SUITE-slim: pulled, or made from Debian's packages
base_image() {
  has_image "$1" && return
  if pull "$1"; then note "$1: pulled"; return; fi
  local suite=${1#debian:}
  note "$1: no registry can be reached; making it from Debian's packages"
  command -v debootstrap >/dev/null || apt_install debootstrap || return 1
  logged "image-${suite%-slim}" "$root/scripts/base-image" "${suite%-slim}" "$1" "$(debian_mirror || true)" || return 1
  printf '%s\n' "$1" >>"$root/.quickstart/made-images"
}

# stand_in IMAGE: pulled, or built from scripts/images/NAME-TAG on the distribution's packages
stand_in() {
  has_image "$1" && return
  if pull "$1"; then note "$1: pulled"; return; fi
  local dir=$root/scripts/images/${1/:/-}
  note "$1: no registry can be reached; building a stand-in from Debian's packages"
  base_image "$(sed -n 's/^FROM //p' "$dir/Dockerfile")" || return 1
  logged "image-${1/:/-}" docker build -t "$1" "$dir" || return 1
  printf '%s\n' "$1" >>"$root/.quickstart/made-images"
}

setup_images() {
  local image
  for image in "$@"; do
    case $image in debian:*) base_image "$image" ;; *) stand_in "$image" ;; esac || return 1
  done
  note "images: $*"
}
