# Sourced by the scripts beside it, after require.sh: a PostgreSQL server for the tests.
#
# shellcheck shell=bash

# Starts an empty server that listens on a socket only and ends with the script. Exports what libpq reads (PGHOST, PGPORT,
# PGUSER, PGDATABASE) and AMAZONPAY_TEST_POSTGRES, by which tests know that it is there.
start_postgres() {
  local binaries folder
  local as=()
  binaries=$(postgres_binaries)
  # A socket's path may have 107 characters, too few for some checkouts' folders.
  folder=$(mktemp -d /tmp/amazonpay-postgres-XXXXXX)
  if [ "$(id -u)" = 0 ]; then
    # PostgreSQL refuses to run as root; Debian's package brings a user for it.
    chown postgres "$folder"
    as=(setpriv --reuid=postgres --regid=postgres --init-groups)
  fi
  (
    cd "$folder"
    "${as[@]}" "$binaries/initdb" --pgdata=data --username=postgres --auth=trust --encoding=UTF8 --no-locale --no-sync
    # What a crash of the machine would lose is of no use after it anyway.
    "${as[@]}" "$binaries/pg_ctl" start --wait --pgdata=data --log=log \
      --options="-k $folder -c listen_addresses= -c fsync=off -c max_connections=200"
  ) >"$folder.log" 2>&1 || {
    cat "$folder.log" "$folder/log" >&2 2>/dev/null
    echo "failed: PostgreSQL does not start" >&2
    return 1
  }
  at_exit rm -rf "$folder" "$folder.log"
  at_exit "${as[@]}" "$binaries/pg_ctl" stop --mode=immediate --silent --pgdata="$folder/data"
  export PGHOST=$folder PGPORT=5432 PGUSER=postgres PGDATABASE=postgres AMAZONPAY_TEST_POSTGRES=1
}

# Starts a Redis server on a socket that ends with the script. Exports its address for Celery as AMAZONPAY_TEST_REDIS.
start_redis() {
  local folder
  folder=$(mktemp -d /tmp/amazonpay-redis-XXXXXX)
  redis-server --port 0 --unixsocket "$folder/socket" --save '' --dir "$folder" --daemonize yes \
    --pidfile "$folder/pid" --logfile "$folder/log" >/dev/null
  at_exit rm -rf "$folder"
  # shellcheck disable=SC2016 # expanded when the script ends
  at_exit bash -c 'kill "$(cat "$1")"' bash "$folder/pid"
  local tries
  for tries in {1..100}; do
    if [ -S "$folder/socket" ] && [ -s "$folder/pid" ]; then
      export AMAZONPAY_TEST_REDIS=redis+socket://$folder/socket
      return
    fi
    sleep 0.1
  done
  cat "$folder/log" >&2
  echo "failed: Redis does not start ($tries tries)" >&2
  return 1
}
