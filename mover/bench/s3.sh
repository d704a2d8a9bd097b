# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2154
# An S3 server on this machine, as the quickstart uses it, behind some latency. Sourced, not run.

s3_processes=()

# start_s3 MILLISECONDS: server and latency; $s3_address is what clients use
start_s3() {
  local jars=$root/.quickstart/tools/s3-server port try
  if [ ! -e "$jars/.complete" ]; then
    progress "fetching the S3 server"
    mvn -q -B -ntp -f "$root/scripts/s3-server" dependency:copy-dependencies \
      -DincludeScope=runtime -DoutputDirectory="$jars" >"$work/log" 2>&1 || die "The S3 server could not be fetched."
    touch "$jars/.complete"
  fi
  mkdir -p "$work/s3/buckets/bench"
  export AWS_ACCESS_KEY_ID=bench AWS_SECRET_ACCESS_KEY
  AWS_SECRET_ACCESS_KEY=$(head -c 24 /dev/urandom | base64 | tr -dc a-zA-Z0-9)
  unset AWS_SESSION_TOKEN AWS_PROFILE
  port=$(free_port 9100)
  cat >"$work/s3/s3proxy.conf" <<CONF
s3proxy.endpoint=http://127.0.0.1:$port
s3proxy.authorization=aws-v2-or-v4
s3proxy.identity=$AWS_ACCESS_KEY_ID
s3proxy.credential=$AWS_SECRET_ACCESS_KEY
jclouds.provider=filesystem-nio2
jclouds.filesystem.basedir=$work/s3/buckets
CONF
  "$java" -Dlogback.configurationFile="$root/scripts/s3-server/logback.xml" -cp "$jars/*" \
    org.gaul.s3proxy.Main --properties "$work/s3/s3proxy.conf" >"$work/s3/log" 2>&1 &
  s3_processes+=($!)
  "$java" -cp "$work/classes" Latency "$port" "$1" >"$work/s3/latency" 2>&1 &
  s3_processes+=($!)
  for try in $(seq 150); do
    if [ -s "$work/s3/latency" ] && (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
      s3_address=http://127.0.0.1:$(cat "$work/s3/latency")
      return
    fi
    sleep 0.2
  done
  cp "$work/s3/log" "$work/log"
  die "The S3 server did not start."
}

stop_s3() {
  local process
  for process in "${s3_processes[@]}"; do kill "$process" 2>/dev/null || true; done
  for process in "${s3_processes[@]}"; do wait "$process" 2>/dev/null || true; done
  s3_processes=()
}

free_port() {
  local port=$1
  while (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do port=$((port + 1)); done
  printf '%s' "$port"
}
