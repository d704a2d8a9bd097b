# Makes a PostgreSQL cluster anew by the image's own programs in a directory of its volume, loads a
# dump of dump.sh into it, and leaves it shut down cleanly and on disk. Runs as root without
# network; the server runs as the image's user postgres and listens on a private socket only.
. /drydock-program/common.sh
find_postgresql initdb
root=/drydock-volume
target=$root${RESTORED:+/$RESTORED}
pgdata=$target${RELATIVE:+/$RELATIVE}
files=/tmp/drydock-files
socket=/tmp/drydock-socket
encoding= collate= ctype= checksums= segment= preload= user=postgres version=0

id postgres >/dev/null 2>>"$errors" || fail "the image has no user postgres"
owner=$(id -u postgres):$(id -g postgres)
group= opened=
as_postgres() {
  if command -v gosu >/dev/null 2>&1; then gosu "postgres${group:+:$group}" "$@"
  elif command -v su-exec >/dev/null 2>&1; then su-exec "postgres${group:+:$group}" "$@"
  elif setpriv --version 2>&1 | grep -q util-linux; then
    if [ -n "$group" ]; then setpriv --reuid=postgres --regid="$group" --clear-groups "$@"
    else setpriv --reuid=postgres --regid="${owner#*:}" --init-groups "$@"; fi
  else su -s /bin/sh postgres -c 'exec "$0" "$@"' -- "$@"; fi
}

# The root of the volume may be a directory that only another user gets through: that of a server
# which is told to run as somebody else, and which may be running on it just now. Its owner stays
# then; its group may pass meanwhile, which PostgreSQL does not mind, and the image's user is in it.
open_root() {
  as_postgres test -x "$root" && return
  group=$(stat -c %g "$root")
  as_postgres test -x "$root" && return
  chmod g+x "$root" && opened=yes
  as_postgres test -x "$root" || fail "user postgres of the image cannot get through the volume, which belongs to user $(stat -c %u "$root")"
}
close_root() { if [ -n "$opened" ]; then chmod g-x "$root"; opened=; fi; }
trap close_root EXIT

make_pipe
exec 3<"$PIPE"
IFS= read -r line <&3 || fail "the dump is empty"
[ "$line" = '-- drydock-dump 1' ] || fail "this is not a dump of a database by Drydock"
mkdir -p "$files" "$socket"
while IFS= read -r line <&3; do
  rest=${line#-- drydock-* }
  case $line in
    '-- drydock-setting '*)
      value=$(printf %s "${rest#* }" | base64 -d)
      case ${rest%% *} in
        user) user=$value ;; version) version=$value ;; encoding) encoding=$value ;;
        collate) collate=$value ;; ctype) ctype=$value ;; checksums) checksums=$value ;;
        segment) segment=$value ;; preload) preload=$value ;;
      esac ;;
    '-- drydock-file '*)
      case ${rest%% *} in */* | .*) ;; *) printf %s "${rest#* }" | base64 -d >"$files/${rest%% *}" ;; esac ;;
    '-- drydock-end') break ;;
    *) fail "the beginning of the dump is damaged" ;;
  esac
done

here=$(postgres --version | sed -E 's/^[^0-9]*([0-9]+).*/\1/')
[ "$here" -ge $((version / 10000)) ] ||
  fail "the dump comes from PostgreSQL $((version / 10000)), the image runs $here: use an image at least as new"

if [ -n "$RESTORED" ]; then rm -rf "$target"; fi
mkdir -p "$pgdata" || fail "$pgdata could not be made"
path=$pgdata
while [ "$path" != "$root" ]; do chown "$owner" "$path"; path=${path%/*}; done
if [ -z "$RESTORED" ] && [ "$(stat -c %u "$root")" = 0 ]; then
  chown "$owner" "$root"
  if [ -z "$RELATIVE" ]; then chmod 700 "$root"; fi
fi
open_root
chown "$owner" "$socket"
chmod 755 "$socket"

set -- --pgdata="$pgdata" --username="$user" --encoding="$encoding" --lc-collate="$collate" \
  --lc-ctype="$ctype" --auth=trust --no-sync
if [ "$checksums" = on ]; then set -- "$@" --data-checksums
elif [ "$here" -ge 18 ]; then set -- "$@" --no-data-checksums; fi
if [ -n "$segment" ] && [ "$segment" != 16 ]; then set -- "$@" --wal-segsize="$segment"; fi
as_postgres initdb "$@" >/tmp/drydock-out 2>>"$errors" || finish 1

stop_server() { as_postgres pg_ctl -D "$pgdata" -m "$1" -w -t 600 stop >/dev/null 2>>"$errors"; }
as_postgres pg_ctl -D "$pgdata" -w -t 300 -l "$socket/log" -o "-c listen_addresses='' -c unix_socket_directories=$socket -c shared_preload_libraries='$preload' -c fsync=off -c full_page_writes=off -c synchronous_commit=off -c wal_level=minimal -c max_wal_senders=0 -c archive_mode=off -c autovacuum=off -c max_wal_size=2GB -c checkpoint_timeout=30min -c maintenance_work_mem=256MB" \
  start >/tmp/drydock-out 2>>"$errors" || { tail -n 20 "$socket/log" >>"$errors"; finish 1; }
# a database may say default_transaction_read_only, which holds for its users, not for this
PGOPTIONS='-c default_transaction_read_only=off' \
  psql -X -q -b -v ON_ERROR_STOP=1 -h "$socket" -U "$user" -d postgres -o /dev/null <&3 \
  >/tmp/drydock-said 2>>"$errors"
status=$?
if [ "$status" != 0 ]; then stop_server immediate; finish "$status"; fi
if ! grep -q '^drydock-dump-complete$' /tmp/drydock-said; then
  stop_server immediate
  fail "the dump ended early"
fi
stop_server fast || finish 1
as_postgres pg_controldata "$pgdata" | grep -q '^Database cluster state: *shut down$' ||
  fail "the server did not shut down cleanly"

if [ -f "$files/pg_hba.conf" ]; then :; else
  printf 'host all all all scram-sha-256\n' >>"$pgdata/pg_hba.conf"
fi
for file in "$files"/*; do
  [ -f "$file" ] || continue
  cp "$file" "$pgdata/${file##*/}" && chown "$owner" "$pgdata/${file##*/}" &&
    chmod 600 "$pgdata/${file##*/}" || fail "${file##*/} could not be put back"
done
as_postgres initdb --sync-only --pgdata="$pgdata" >/dev/null 2>>"$errors" || finish 1
# the server may be told to run as another user than the image's own
if [ -n "${OWNER:-}" ]; then
  chown -R "$OWNER" "$target" || fail "the files could not be given to $OWNER"
elif [ -n "$group" ]; then
  chown -R "$owner" "$target" || fail "the files could not be given to $owner"
fi
close_root
# what is swapped into the root's place is, above the server's own directory, as somebody made the root
if [ -n "$RESTORED" ] && [ -n "$RELATIVE" ]; then
  case $(stat -c %u:%g "$root") in
    0:0 | "${owner%%:*}":*) ;;
    *) chown "$(stat -c %u:%g "$root")" "$target" && chmod "$(stat -c %a "$root")" "$target" ||
      fail "$target could not be made like the volume" ;;
  esac
fi
sync
finish 0
