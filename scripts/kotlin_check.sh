#!/usr/bin/env bash
# Lints what is written by hand of the Kotlin package. With --format it mends what it can.
set -euo pipefail
. "$(dirname "$0")/require.sh"

step "Kotlin package"
have_or_skip "ktlint" java mvn || exit 0
libraries=$PWD/target/kotlin/lint-libraries.txt
mkdir -p target/kotlin
mvn --quiet --batch-mode --file bindings-kotlin/lint/pom.xml dependency:build-classpath -Dmdep.outputFile="$libraries"
cd bindings-kotlin
java -cp "$(cat "$libraries")" com.pinterest.ktlint.Main --log-level=error "$@" 'src/**/*.kt'
