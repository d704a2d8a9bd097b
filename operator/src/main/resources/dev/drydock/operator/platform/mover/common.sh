# Shared by the programs that run beside a mover. They talk with it through a named pipe and leave
# their exit status, a line break and the end of their error output in STATUS_FILE once the pipe is
# closed. Plain POSIX shell: database images bring dash, bash or busybox.
set -u
umask 077
errors=/tmp/drydock-errors
: >"$errors"

mask() { sed "s/PASSWORD '[^']*'/PASSWORD '***'/g"; }

# finish STATUS: closes the pipe and tells how it went.
finish() {
  exec 3>&-
  { echo "$1"; tail -c 4000 "$errors" | mask; } >"$STATUS_FILE.part" &&
    mv -f "$STATUS_FILE.part" "$STATUS_FILE" || exit 1
  exit 0
}

# fail MESSAGE
fail() {
  echo "$1" >>"$errors"
  finish 1
}

# The mover makes the pipe as well; whoever comes first.
make_pipe() {
  mkfifo -m 600 "$PIPE" 2>/dev/null || [ -p "$PIPE" ] || fail "the pipe $PIPE could not be made"
}

find_postgresql() {
  command -v psql >/dev/null 2>&1 && command -v "$1" >/dev/null 2>&1 && return
  for directory in /usr/lib/postgresql/*/bin /usr/local/pgsql/bin /opt/bitnami/postgresql/bin; do
    [ -x "$directory/$1" ] && PATH=$PATH:$directory && export PATH && return
  done
}

# Waits a minute at most for a server that is still starting.
await_server() {
  tries=0
  until pg_isready -q; do
    tries=$((tries + 1))
    [ "$tries" -lt 30 ] || break
    sleep 2
  done
}
