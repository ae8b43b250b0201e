#!/usr/bin/env bash
# Takes a payment against the local sandbox, in Rust, then in Python, in Swift, in Node and in Kotlin. With --json only in
# Rust, as one document; with --open only in Rust, and the sandbox stays with its dashboard.
set -euo pipefail
. "$(dirname "$0")/require.sh"
. scripts/python_wheel.sh
. scripts/node_package.sh
. scripts/kotlin_package.sh

need cargo cc
cargo run --quiet --package amazonpay-tests --bin demo -- "$@"
[ $# -eq 0 ] || exit 0
step "the same in Python"
if have_or_skip "the story in Python" python3; then
  build_python_for_development
  PYTHONPATH=$python_folder python3 bindings-python/examples/first_payment.py
fi
step "the same in Swift"
if have_or_skip "the story in Swift" swift; then
  scripts/swift_sources.sh
  scripts/swift_toolchain.sh swift run --quiet --package-path bindings-swift --scratch-path target/swift first-payment
fi
step "the same in Node"
if have_or_skip "the story in Node" node npm; then
  node_package_modules
  build_native_module
  (
    cd "$node_package"
    npm run --silent build
    # Types are for make check.
    npm run --silent build:examples -- --noCheck
    node build/examples/first-payment.js
  )
fi
step "the same in Kotlin"
if have_or_skip "the story in Kotlin" java mvn; then
  build_kotlin_face
  put_kotlin_library debug
  kotlin_maven test-compile
  libraries=$PWD/target/kotlin/test-libraries.txt
  kotlin_maven dependency:build-classpath -DincludeScope=test -Dmdep.outputFile="$libraries"
  java -cp "$kotlin_package/target/test-classes:$kotlin_package/target/classes:$(cat "$libraries")" \
    dev.amazonpay.examples.FirstPaymentKt
fi
step "what has happened, in the sandbox's dashboard"
echo "make demo ARGS=--open takes the first payment again and leaves its sandbox running: http://127.0.0.1:8417/"
