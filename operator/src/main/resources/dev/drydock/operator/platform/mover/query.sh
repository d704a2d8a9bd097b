# Prints what a query returns, one row a line.
. /drydock-program/common.sh
find_postgresql psql
await_server
exec psql -AtqX -v ON_ERROR_STOP=1 -d "$MAINTENANCE_DATABASE" -f /drydock-program/query.sql
