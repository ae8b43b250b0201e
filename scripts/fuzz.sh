#!/usr/bin/env bash
# Runs the fuzz targets one after the other and keeps what they found worth keeping as seeds.
#
#   scripts/fuzz.sh [SECONDS [TARGET...]]     300 seconds each and all targets unless told otherwise
#
# Fails when a target finds something; the finding stays in fuzz/artifacts/.
set -euo pipefail
. "$(dirname "$0")/require.sh"

need cargo cc c++ cargo-fuzz
seconds=${1:-300}
[[ $seconds =~ ^[1-9][0-9]*$ ]] || {
  echo "expected the seconds for each target, found \"$seconds\"" >&2
  exit 1
}
shift || true
targets=("$@")
[ ${#targets[@]} -gt 0 ] || mapfile -t targets < <(cargo fuzz list --fuzz-dir fuzz)

# cargo-fuzz passes unstable flags even where there is nothing to sanitize: no code of ours is unsafe, and C is not
# instrumented. Link-time optimisation takes minutes and finds nothing.
export RUSTC_BOOTSTRAP=1 CARGO_PROFILE_RELEASE_LTO=off
options=(--fuzz-dir fuzz --sanitizer none --codegen-units 16)
step "building"
cargo fuzz build "${options[@]}"

# So many seeds, of so many bytes at most, are read in a moment and reviewed in a glance.
most_seeds=100
largest_seed=4096

# words TARGET: the words of the target's seeds and the names of the API, as a dictionary of libFuzzer's.
words() {
  {
    # Not every target has words: grep says so by failing.
    find "fuzz/seeds/$1" -type f -size -5k -exec grep -aohE '"[A-Za-z_/.-]{2,40}"' {} + || true
    sed -nE 's/^ +"?([A-Za-z]+)"?\??: .*/"\1"/p' bindings-node/typescript/generated/models.ts
  } | sort -u
}

# keep TARGET: adds to the seeds what covers code that they do not, as few and as small inputs as will do.
keep() {
  local seeds=fuzz/seeds/$1 new
  new=$(mktemp -d)
  cp "$seeds"/* "$new"
  cargo fuzz run "${options[@]}" "$1" "$new" "fuzz/corpus/$1" -- \
    -set_cover_merge=1 -use_counters=0 -max_len=$largest_seed >/dev/null 2>&1
  # libFuzzer writes first what covers most.
  find "$new" -type f -printf '%T@ %f\n' | sort -n | cut -d' ' -f2- | while read -r name; do
    [ "$(find "$seeds" -type f | wc -l)" -lt $most_seeds ] || break
    [ -e "$seeds/$name" ] || cp "$new/$name" "$seeds/$name"
  done
  rm -rf "$new"
}

report=()
for target in "${targets[@]}"; do
  step "$target, $seconds s"
  corpus=fuzz/corpus/$target artifacts=fuzz/artifacts/$target log=fuzz/artifacts/$target.log
  mkdir -p "$corpus" "$artifacts"
  words "$target" >fuzz/artifacts/words.dict
  if ! cargo fuzz run "${options[@]}" "$target" "$corpus" "fuzz/seeds/$target" -- \
    -max_total_time="$seconds" -max_len=$largest_seed -timeout=20 -rss_limit_mb=2048 \
    -dict=fuzz/artifacts/words.dict -print_final_stats=1 -artifact_prefix="$artifacts/" 2>"$log"; then
    grep -E -A 2 'panicked at|ERROR: libFuzzer' "$log" >&2 || true
    echo "failed: $target. The input is in $artifacts/. Once it is mended, make it a seed:" >&2
    echo "  cp $artifacts/crash-… fuzz/seeds/$target/WHAT-IT-IS-ABOUT" >&2
    exit 1
  fi
  runs=$(sed -nE 's/^stat::number_of_executed_units: +//p' "$log")
  coverage=$(sed -nE 's/^#[0-9]+[[:space:]]+DONE +cov: ([0-9]+) ft: ([0-9]+).*/\1 edges, \2 features/p' "$log")
  keep "$target"
  seeds=$(find "fuzz/seeds/$target" -type f | wc -l)
  report+=("$(printf '%-18s %5d s %9d runs  %s, %d seeds' "$target" "$seconds" "$runs" "$coverage" "$seeds")")
done
printf '%s\n' "${report[@]}"
