#!/usr/bin/env bash
# Lints what is written by hand of the Kotlin packages and of the example app. With --format it mends what it can.
set -euo pipefail
. "$(dirname "$0")/require.sh"

step "Kotlin"
have_or_skip "ktlint" java mvn || exit 0
libraries=$PWD/target/kotlin/lint-libraries.txt
mkdir -p target/kotlin
mvn --quiet --batch-mode --file bindings-kotlin/lint/pom.xml dependency:build-classpath -Dmdep.outputFile="$libraries"
java -cp "$(cat "$libraries")" com.pinterest.ktlint.Main --log-level=error --editorconfig=bindings-kotlin/.editorconfig "$@" \
  'bindings-kotlin/src/**/*.kt' 'bindings-kotlin/checkout/src/**/*.kt' 'examples/mobile-checkout/**/*.kt'
