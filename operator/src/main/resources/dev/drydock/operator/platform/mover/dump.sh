# Dumps all roles and all databases of a running PostgreSQL server as one SQL script that plain psql
# loads into a fresh cluster with ON_ERROR_STOP: roles that exist already are no error there. Its
# first lines are comments that say how the cluster was made and hold its own configuration files.
. /drydock-program/common.sh
find_postgresql pg_dumpall
make_pipe
exec 3>"$PIPE"
await_server

query() { psql -AtqX -v ON_ERROR_STOP=1 -d "$MAINTENANCE_DATABASE" -c "$1" 2>>"$errors"; }
one_line() { lines=$(query "$1") || return 1; printf %s "$lines" | tr -d '\n'; }
encoded() { one_line "select encode(convert_to(coalesce(($1)::text, ''), 'UTF8'), 'base64')"; }
setting() {
  value=$(encoded "$2") || fail "$1 could not be read"
  echo "-- drydock-setting $1 $value" >&3 || finish 1
}

query 'select 1' >/dev/null ||
  { MAINTENANCE_DATABASE=template1; query 'select 1' >/dev/null; } || finish 1

echo '-- drydock-dump 1' >&3 || finish 1
setting user "select rolname from pg_roles where oid = 10"
setting version "select current_setting('server_version_num')"
setting encoding "select pg_encoding_to_char(encoding) from pg_database where datname = 'template0'"
setting collate "select datcollate from pg_database where datname = 'template0'"
setting ctype "select datctype from pg_database where datname = 'template0'"
setting checksums "select current_setting('data_checksums')"
setting segment "select pg_size_bytes(current_setting('wal_segment_size')) / 1048576"
setting preload "select current_setting('shared_preload_libraries')"
query "select name from pg_ls_dir(current_setting('data_directory')) name where name ~ '^[A-Za-z0-9_.-]+[.](conf|crt|key|pem)\$'" >/tmp/drydock-files || : >/tmp/drydock-files
while IFS= read -r name; do
  content=$(one_line "select encode(pg_read_binary_file(current_setting('data_directory') || '/$name'), 'base64')") ||
    fail "$name could not be read"
  echo "-- drydock-file $name $content" >&3 || finish 1
done </tmp/drydock-files
echo '-- drydock-end' >&3 || finish 1

pg_dumpall --globals-only --no-tablespaces --database="dbname=$MAINTENANCE_DATABASE" \
  >/tmp/drydock-globals 2>>"$errors" || finish $?
sed -E 's/^CREATE ROLE (.+);$/DO $drydock$ BEGIN CREATE ROLE \1; EXCEPTION WHEN duplicate_object THEN NULL; END $drydock$;/' \
  /tmp/drydock-globals >&3 2>>"$errors" || finish 1

query "select datname in ('postgres', 'template1'), 'dbname=''' || replace(replace(datname, '\\', '\\\\'), '''', '\\''') || '''' from pg_database where datallowconn order by datname <> 'template1', datname <> 'postgres', datname" \
  >/tmp/drydock-databases || finish 1
while IFS= read -r line; do
  database=${line#*|}
  case $line in
    # it exists in a new server, but without its settings, owner and rights: it is made anew
    "t|dbname='postgres'") printf '%s\n' '\connect template1' >&3 || finish 1; create='--clean --create' ;;
    t\|*) printf '%s\n' '\connect template1' >&3 || finish 1; create= ;;
    *) create=--create ;;
  esac
  pg_dump $create --no-tablespaces --lock-wait-timeout=300000 --dbname="$database" >&3 2>>"$errors" ||
    finish $?
done </tmp/drydock-databases
printf '%s\n' '\echo drydock-dump-complete' >&3 || finish 1
finish 0
