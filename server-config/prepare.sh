# shellcheck shell=sh
# Read by the start scripts, which set server: takes [--port N] [--address A], fetches the server into target/servers where it is absent
# and writes a fresh configuration into target/run. Sets port, address, base (what the server writes), java.
port=${PORT:-8080} address=127.0.0.1
fail() { echo "parley: $1" >&2; exit 1; }
while [ $# -gt 0 ]; do
  case $1 in
    --port) port=${2:?--port needs a number}; shift 2 ;;
    --port=*) port=${1#*=}; shift ;;
    --address) address=${2:?--address needs an address}; shift 2 ;;
    --address=*) address=${1#*=}; shift ;;
    *) fail "usage: server-config/$server/start [--port N] [--address A]" ;;
  esac
done
case $port in '' | *[!0-9]*) fail "the port must be a number, not '$port'." ;; esac

cd "$(dirname "$0")/../.."
[ -f target/parley.war ] || fail "there is no target/parley.war yet: run ./mvnw package first."
node -e 'require("net").createServer().on("error", () => process.exit(1)).listen(+process.argv[1], process.argv[2], () => process.exit(0))' \
  "$port" "$address" || fail "port $port is in use: choose another one, such as --port $((port + 1))."

# Conversations lie in ./data unless PARLEY_DATA_DIRECTORY or PARLEY_DATABASE_URL says otherwise.
PARLEY_DATA_DIRECTORY=${PARLEY_DATA_DIRECTORY:-$PWD/data}
# Where the server reaches its own demo model before the first request has told it.
case $address in 0.0.0.0 | ::) self=127.0.0.1 ;; *) self=$address ;; esac
PARLEY_DEMO_BASE_URL=${PARLEY_DEMO_BASE_URL:-http://$self:$port/demo/api/v1}
export PARLEY_DATA_DIRECTORY PARLEY_DEMO_BASE_URL

java=java
[ -z "${JAVA_HOME:-}" ] || java=$JAVA_HOME/bin/java
base=$PWD/target/run/$server-$port
case $server in payara-micro) fetch=dependency:copy@payara-micro ;; *) fetch=dependency:unpack@server ;; esac
echo "Preparing $server ..."
./mvnw -q "-P$server" "$fetch" antrun:run@server -Dserver.base="$base" -Dserver.address="$address" -Dit.http.port="$port"
# As declared in the pom, so that the version stands in one place.
home=$(cat "$base/server.home")
echo "Starting $server; Parley will be at http://localhost:$port/"
