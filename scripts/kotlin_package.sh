# Sourced by the scripts beside it, after require.sh: the Kotlin package, its face, its native library and its jar.
#
# shellcheck shell=bash

. scripts/release_build.sh

kotlin_package=bindings-kotlin

# The largest jar that is let through, with the native library of one platform: 12 MB.
KOTLIN_MOST_BYTES=12000000

# kotlin_maven ARGUMENT...: Maven on the package.
kotlin_maven() { at_most 20 mvn --quiet --batch-mode --file "$kotlin_package/pom.xml" "$@"; }

# The Kotlin that UniFFI writes, the public face of it, and what the tests call that by. UniFFI reads a library that has its symbols: the development
# build, whatever is packed.
build_kotlin_face() {
  local written=target/kotlin-written
  step "Kotlin: the native library and its face"
  cargo build --quiet --package amazonpay-uniffi
  rm -rf "$written"
  cargo run --quiet --package xtask --features bindgen --bin uniffi-bindgen -- generate --no-format \
    --config bindings-uniffi/bindgen.toml --language kotlin --out-dir "$written" \
    "target/debug/$(scripts/kotlin_platform.sh library)"
  cargo run --quiet --package xtask --bin xtask -- kotlin-face "$written" \
    "$kotlin_package/target/generated-sources/amazonpay"
  cargo run --quiet --package xtask --bin xtask -- java-proof "$written" \
    "$kotlin_package/target/generated-test-sources/amazonpay"
}

# put_kotlin_library PROFILE_FOLDER: lays what cargo has built there where JNA looks for it in the jar.
put_kotlin_library() {
  local library folder
  library=$(scripts/kotlin_platform.sh library)
  folder=$(scripts/kotlin_platform.sh folder)
  # What another profile built, and what Maven has copied of it.
  rm -rf "$kotlin_package/target/native" "$kotlin_package/target/classes/$folder"
  mkdir -p "$kotlin_package/target/native/$folder"
  cp "target/$1/$library" "$kotlin_package/target/native/$folder/$library"
}

# The library as a release has it: the profile that the other packages' native modules have too, and so what they compile.
build_kotlin_release_library() {
  local began=$SECONDS
  step "Kotlin: the native library of a release"
  release_build cargo build --quiet --locked --package amazonpay-uniffi --profile wheel
  echo "native library: built in $((SECONDS - began)) s" >&2
  put_kotlin_library wheel
}

# Holds the packed jar to what is promised of it: its size, what is in it, and that it loads in an empty project which has
# nothing but the jar and what the jar's pom depends on.
try_kotlin_jar() {
  local jar bytes folder unpacked=target/kotlin/unpacked shop=target/kotlin/shop libraries found
  step "Kotlin: the jar, in an empty project"
  jar=$(compgen -G "$kotlin_package/target/amazonpay-*.jar" | grep -vE -- '-(sources|javadoc)\.jar$')
  bytes=$(wc -c <"$jar")
  echo "jar: $jar, $((bytes / 1000)) kB of at most $((KOTLIN_MOST_BYTES / 1000))" >&2
  [ "$bytes" -le "$KOTLIN_MOST_BYTES" ] || { echo "failed: the jar is too large" >&2; return 1; }

  rm -rf "$unpacked" "$shop"
  mkdir -p "$unpacked" "$shop"
  (cd "$unpacked" && jar xf "../../../$jar")
  folder=$(scripts/kotlin_platform.sh folder)
  found=$(cd "$unpacked" && find . -type f ! -name '*.class' | LC_ALL=C sort | tr '\n' ' ')
  local expected="./META-INF/LICENSE ./META-INF/MANIFEST.MF ./META-INF/amazonpay.kotlin_module"
  expected+=" ./META-INF/maven/dev.amazonpay/amazonpay/pom.properties ./META-INF/maven/dev.amazonpay/amazonpay/pom.xml"
  expected+=" ./$folder/$(scripts/kotlin_platform.sh library) "
  [ "$found" = "$expected" ] || { printf 'failed: in the jar are:\n%s\nexpected:\n%s\n' "$found" "$expected" >&2; return 1; }
  found=$(grep -rlaF -e "$PWD/" -e "$HOME/" "$unpacked" || true)
  [ -z "$found" ] || { printf 'failed: paths of this machine are in:\n%s\n' "$found" >&2; return 1; }

  kotlin_maven dependency:build-classpath -DincludeScope=runtime -Dmdep.outputFile="$PWD/target/kotlin/libraries.txt"
  libraries=$(cat target/kotlin/libraries.txt)
  cp "$kotlin_package/src/test/java/dev/amazonpay/installed/Shop.java" "$shop/"
  (
    cd "$shop" || exit
    javac -d . -cp "$OLDPWD/$jar:$libraries" Shop.java
    [ "$(java -cp ".:$OLDPWD/$jar:$libraries" dev.amazonpay.installed.Shop)" = Captured ]
  )
}
