#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The contract of the official image's entrypoint: POSTGRES_PASSWORD, POSTGRES_USER, POSTGRES_DB,
# POSTGRES_INITDB_ARGS (each also as NAME_FILE), POSTGRES_HOST_AUTH_METHOD, PGDATA and
# /docker-entrypoint-initdb.d; another command than postgres is run as it is.
set -euo pipefail

# value NAME [DEFAULT]: a variable, or the content of the file that NAME_FILE names
value() {
  local file=${1}_FILE
  if [ -n "${!file:-}" ]; then cat "${!file}"; else printf '%s' "${!1:-${2:-}}"; fi
}

case "${1:-}" in
  '' ) set -- postgres ;;
  -* ) set -- postgres "$@" ;;
esac
[ "$1" = postgres ] || exec "$@"
for argument; do case $argument in -'?' | --help | --version | -V) exec "$@" ;; esac; done

if [ "$(id -u)" = 0 ]; then
  install -d -m 0700 "$PGDATA"
  find "$PGDATA" ! -user postgres -exec chown postgres:postgres {} +
  install -d -o postgres -g postgres -m 3775 /var/run/postgresql
  exec setpriv --reuid=postgres --regid=postgres --init-groups -- "$0" "$@"
fi

if [ ! -s "$PGDATA/PG_VERSION" ]; then
  user=$(value POSTGRES_USER postgres)
  database=$(value POSTGRES_DB "$user")
  password=$(value POSTGRES_PASSWORD)
  method=${POSTGRES_HOST_AUTH_METHOD:-scram-sha-256}
  if [ -z "$password" ] && [ "$method" != trust ]; then
    echo 'Error: the database is uninitialized and POSTGRES_PASSWORD is not set.' >&2
    exit 1
  fi
  read -ra arguments <<<"$(value POSTGRES_INITDB_ARGS)"
  initdb --username="$user" --pwfile=<(printf '%s\n' "$password") "${arguments[@]}"
  printf '\nhost all all all %s\n' "$method" >>"$PGDATA/pg_hba.conf"

  # Scripts run against a server that only this container can reach
  export PGUSER=$user PGPASSWORD=$password
  pg_ctl -D "$PGDATA" -o "-c listen_addresses=''" -w start
  [ "$database" = postgres ] || createdb --maintenance-db=postgres -- "$database"
  run_sql() { psql -v ON_ERROR_STOP=1 --no-psqlrc --no-password -d "$database" "$@"; }
  for file in /docker-entrypoint-initdb.d/*; do
    case $file in
      *.sh)
        echo "running $file"
        if [ -x "$file" ]; then "$file"; else
          # shellcheck source=/dev/null
          . "$file"
        fi ;;
      *.sql) echo "running $file"; run_sql -f "$file" ;;
      *.sql.gz) echo "running $file"; gunzip -c "$file" | run_sql ;;
      *.sql.zst) echo "running $file"; zstd -dc "$file" | run_sql ;;
    esac
  done
  pg_ctl -D "$PGDATA" -m fast -w stop
  unset PGUSER PGPASSWORD
  echo 'PostgreSQL init process complete; ready for start up.'
fi
exec "$@"
