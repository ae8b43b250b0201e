#!/usr/bin/env bash
# Builds the AAR of the checkout for Android apps: the native library for each ABI, Kotlin's sources of it, and the archive.
# What it needs is in bindings-kotlin/android/README.md; it says what is missing.
set -euo pipefail
. "$(dirname "$0")/require.sh"

package=bindings-kotlin/android
oldest_api=$(sed -nE 's/^ *minSdk = ([0-9]+)$/\1/p' "$package/build.gradle.kts")
# Each with its name in Rust. In a list, for the bash of a Mac has no more.
abis=(arm64-v8a:aarch64-linux-android armeabi-v7a:armv7-linux-androideabi x86_64:x86_64-linux-android)

lacks=()
command -v cargo-ndk >/dev/null 2>&1 || lacks+=("cargo-ndk: cargo install --locked cargo-ndk")
[ -d "${ANDROID_NDK_HOME:-}/toolchains" ] || lacks+=("ANDROID_NDK_HOME, the folder of Android's NDK, 27 or newer")
[ -d "${ANDROID_HOME:-}/platforms" ] || lacks+=("ANDROID_HOME, the folder of Android's SDK, with platform 36")
command -v gradle >/dev/null 2>&1 || lacks+=("Gradle 8.13 or newer: https://gradle.org/install")
has java || lacks+=("$(how_to_get java)")
for target in "${abis[@]#*:}"; do
  [ -d "$(rustc --print sysroot)/lib/rustlib/$target" ] || lacks+=("Rust's target: rustup target add $target")
done
if [ ${#lacks[@]} -gt 0 ]; then
  echo "the AAR cannot be built on this machine, which lacks:" >&2
  printf '  %s\n' "${lacks[@]}" >&2
  exit 1
fi

# The library that stands for all ABIs, from which the sources are: the functions are the same.
step "Kotlin's sources"
scripts/kotlin_checkout_face.sh "$(scripts/checkout_library.sh)" "$package/build/generated-sources/amazonpay"

# Android 15 has pages of 16 kB: what is not aligned to them is not loaded.
page=16384
readelf=$(find "$ANDROID_NDK_HOME/toolchains" -name llvm-readelf | head -1)
aligned() {
  local alignment
  for alignment in $("$readelf" --program-headers --wide "$1" | awk '$1 == "LOAD" { print $NF }'); do
    [ $((alignment)) -ge $page ] || { echo "failed: $1 is aligned to $alignment, expected $page" >&2; exit 1; }
  done
}

for each in "${abis[@]}"; do
  abi=${each%%:*}
  step "the native library for $abi"
  RUSTFLAGS="-C link-arg=-Wl,-z,max-page-size=$page" cargo ndk --target "$abi" --platform "$oldest_api" build \
    --profile wheel --package amazonpay-uniffi --no-default-features --features mobile --target-dir target/android
  folder=$package/build/jniLibs/$abi
  mkdir -p "$folder"
  cp "target/android/${each#*:}/wheel/libamazonpay_uniffi.so" "$folder/libamazonpay_checkout.so"
  [ "$abi" = armeabi-v7a ] || aligned "$folder/libamazonpay_checkout.so"
done

step "the archive"
gradle --quiet --project-dir "$package" assembleRelease
unpacked=$(mktemp -d)
at_exit rm -rf "$unpacked"
jna=$(find "${GRADLE_USER_HOME:-$HOME/.gradle}/caches" -name 'jna-*.aar' | sort | tail -1)
(cd "$unpacked" && jar --extract --file "$jna")
for abi in arm64-v8a x86_64; do aligned "$unpacked/jni/$abi/libjnidispatch.so"; done
ls -l "$package"/build/outputs/aar/*.aar
