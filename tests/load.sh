#!/bin/sh
# Load on a running service, from another process: requests a second, p50 and p99 at 1, 8, 64 and 512 connections, then
# 100,000 requests with the service's memory before and after. Nothing is asserted: figures depend on the machine.
#
#   tests/load.sh http://127.0.0.1:8080 QUERIES PID
#
# QUERIES is a file with a query a line (of several columns, the last one); PID is the service's process. Needs `oha`
# (cargo install oha) and `jq`. This machine's own requests are not limited by rate.
set -eu

base=$1 queries=$2 pid=$3
seconds=${SECONDS_EACH:-20}
requests=${REQUESTS:-100000}
folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT

sed 's/.*\t//' "$queries" | jq -Rr --arg base "$base" '$base + "/search?q=" + @uri' >"$folder/urls"

# Without the pages of the index, which the system keeps in memory as it likes.
resident_mib() { awk '/^RssAnon/ { printf "%.0f", $2 / 1024 }' "/proc/$pid/status"; }

# The line of a table for one run of oha: answered and refused requests a second, and how long the answered ones took.
line='
  (.statusCodeDistribution | to_entries) as $codes
  | ($codes | map(select(.key == "200") | .value) | add // 0) as $answered
  | ($codes | map(select(.key == "503") | .value) | add // 0) as $shed
  | ($codes | map(.value) | add // 0) as $all
  | (.latencyPercentilesSuccessful // .latencyPercentiles) as $took
  | (.summary.total) as $seconds
  | "| \($connections) | \($answered / $seconds | round) | \($shed / $seconds | round) | \($all - $answered - $shed) | \($took.p50 * 10000 | round / 10) ms | \($took.p99 * 10000 | round / 10) ms | \($rss) MiB |"'

run() { # connections, and how much
    oha --no-tui --output-format json --stats-success-breakdown -w --urls-from-file -c "$1" "$2" "$3" "$folder/urls" >"$folder/out"
    jq -r --arg connections "$1" --arg rss "$(resident_mib)" "$line" "$folder/out"
    jq -r '.errorDistribution | to_entries[] | "  \(.key): \(.value)"' "$folder/out" >&2
}

echo '| connections | answered a second | refused (503) a second | other | p50 | p99 | own memory after |'
echo '|---|---|---|---|---|---|---|'
for connections in 1 8 64 512; do
    run "$connections" -z "${seconds}s"
done
echo "recovery: one connection after the last run"
run 1 -z 5s
echo "own memory over $requests requests on 16 connections, four times a quarter:"
for _ in 1 2 3 4; do
    run 16 -n "$((requests / 4))"
done
