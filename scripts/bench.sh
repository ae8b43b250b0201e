#!/usr/bin/env bash
# Measures speed and memory in a release build and writes target/bench/summary.json. The Python package is measured as it is
# installed, on the newest Python of this machine; the Node and the Kotlin package likewise, beside the official SDKs; the Swift
# package in a release build; the sandbox's dashboard in Chromium.
set -euo pipefail
. "$(dirname "$0")/require.sh"
. scripts/python_wheel.sh
. scripts/node_package.sh
. scripts/kotlin_package.sh

# wanted NAME: whether the arguments ask for a part of the benchmarks; without arguments they ask for all.
arguments=" $* "
wanted() { [ "$arguments" = "  " ] || [[ $arguments == *" $1 "* ]]; }

need cargo cc
cargo build --release --package amazonpay-sandbox --bin amazonpay-sandbox --package amazonpay-tests --bin bench
if wanted python && have_or_skip "the benchmarks of the Python package" python3; then
  build_python_wheel
  read -r _ python < <(pythons | tail -1)
  venv=$PWD/target/python-venvs/bench
  python_environment "$venv" "$python" bindings-python/requirements/bench.txt
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --force-reinstall --no-deps "$python_wheel" >&2
  export AMAZONPAY_BENCH_PYTHON=$venv/bin/python
fi
if wanted node && have_or_skip "the benchmarks of the Node package" node npm; then
  # The official SDK.
  interop_modules
  node_package_modules
  pack_node_package
  AMAZONPAY_BENCH_NODE=$PWD/target/node/bench
  export AMAZONPAY_BENCH_NODE
  rm -rf "$AMAZONPAY_BENCH_NODE"
  mkdir -p "$AMAZONPAY_BENCH_NODE"
  printf '{ "name": "bench", "private": true }\n' >"$AMAZONPAY_BENCH_NODE/package.json"
  tarballs=("${node_tarballs[@]/#/$PWD/}")
  (cd "$AMAZONPAY_BENCH_NODE" && npm install --offline --no-audit --no-fund --loglevel=error "${tarballs[@]}") >&2
fi
if wanted kotlin && have_or_skip "the benchmarks of the Kotlin package" java mvn; then
  build_kotlin_face
  build_kotlin_release_library
  kotlin_maven package -Dmaven.test.skip=true
  bench=$PWD/target/bench/kotlin
  rm -rf "$bench"
  mkdir -p "$bench/classes"
  kotlin_maven dependency:build-classpath -DincludeScope=runtime -Dmdep.outputFile="$bench/libraries.txt"
  # The official SDK, of the version that tests/interop-java names.
  mvn --quiet --batch-mode --file tests/interop-java/pom.xml dependency:build-classpath -DincludeScope=test \
    -Dmdep.outputFile="$bench/official.txt"
  jar=$(compgen -G "$PWD/$kotlin_package/target/amazonpay-*.jar" | grep -vE -- '-(sources|javadoc)\.jar$')
  AMAZONPAY_BENCH_JAVA=$bench/classes:$jar:$(<"$bench/libraries.txt"):$(<"$bench/official.txt")
  export AMAZONPAY_BENCH_JAVA
  javac -Xlint:all,-classfile -Werror -d "$bench/classes" -cp "$AMAZONPAY_BENCH_JAVA" "$kotlin_package"/benches/*.java
fi
if wanted swift && have_or_skip "the benchmarks of the Swift package" swift; then
  scripts/swift_sources.sh
  release_build cargo build --quiet --locked --package amazonpay-uniffi --profile wheel
  swift=$PWD/target/bench/swift
  rm -rf "$swift/native"
  mkdir -p "$swift/native"
  cp target/wheel/libamazonpay_uniffi.* "$swift/native/"
  AMAZONPAY_LIBRARY_FOLDER=$swift/native scripts/swift_toolchain.sh \
    swift build --configuration release --package-path bindings-swift --scratch-path target/swift-release --product swift-bench >&2
  AMAZONPAY_BENCH_SWIFT=$PWD/target/swift-release/release/swift-bench
  export AMAZONPAY_BENCH_SWIFT
fi
if wanted pages && have_or_skip "the benchmarks of the sandbox's pages" node npm chromium; then
  install_locked tests/browser
  TEST_CHROMIUM=$(command -v chromium || command -v chromium-browser)
  export TEST_CHROMIUM
fi
exec "${CARGO_TARGET_DIR:-target}/release/bench" "$@"
