# Runs a command that a policy names, writing into or reading from the mover's pipe.
. /drydock-program/common.sh
. /drydock-program/environment.sh
make_pipe
if [ "$DIRECTION" = dump ]; then
  exec 3>"$PIPE"
  "$@" >&3 2>>"$errors"
else
  exec 3<"$PIPE"
  "$@" <&3 >/dev/null 2>>"$errors"
fi
finish $?
