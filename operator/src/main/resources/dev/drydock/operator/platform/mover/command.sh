# Runs a command that a policy names, writing into or reading from the mover's pipe. A command that
# restores makes the database's files in DRYDOCK_DIRECTORY, which is empty, and leaves no server
# running on them.
. /drydock-program/common.sh
. /drydock-program/environment.sh
make_pipe
if [ "$DIRECTION" = dump ]; then
  exec 3>"$PIPE"
  "$@" >&3 2>>"$errors"
  finish $?
fi

root=/drydock-volume
target=$root${RESTORED:+/$RESTORED}
DRYDOCK_DIRECTORY=$target${RELATIVE:+/$RELATIVE}
export DRYDOCK_DIRECTORY
exec 3<"$PIPE"
if [ -n "$RESTORED" ]; then rm -rf "$target"; fi
mkdir -p "$DRYDOCK_DIRECTORY" || fail "$DRYDOCK_DIRECTORY could not be made"
umask 022
"$@" <&3 >/dev/null 2>>"$errors"
status=$?
[ "$status" = 0 ] || finish "$status"
[ -n "$(ls -A "$DRYDOCK_DIRECTORY")" ] ||
  fail 'restoreCommand ended well but left $DRYDOCK_DIRECTORY empty: it must make the files of the database there'
# Whoever owns the files must be able to reach them.
owner=$(stat -c %u:%g "$DRYDOCK_DIRECTORY")
path=$DRYDOCK_DIRECTORY
while [ "$path" != "$target" ]; do
  path=${path%/*}
  chown "$owner" "$path" || fail "$path could not be given to $owner"
done
sync
finish 0
