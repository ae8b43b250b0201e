#!/usr/bin/env bash
# Builds the checkout's native library for Apple's systems and packs it as bindings-swift/checkout/AmazonPayCheckoutFFI.xcframework,
# which the package there takes in place of a library that cargo built: iOS, its simulator, and macOS. It needs a Mac with
# Xcode. With --server it does the same for the whole client, bindings-swift/AmazonPayFFI.xcframework, for macOS alone.
set -euo pipefail
. "$(dirname "$0")/require.sh"

name=AmazonPayCheckoutFFI folder=bindings-swift/checkout
features=(--no-default-features --features mobile)
slices=("ios:aarch64-apple-ios" "simulator:aarch64-apple-ios-sim x86_64-apple-ios" "macos:aarch64-apple-darwin x86_64-apple-darwin")
case "${1:-}" in
  "") ;;
  --server)
    name=AmazonPayFFI folder=bindings-swift
    features=()
    slices=("macos:aarch64-apple-darwin x86_64-apple-darwin")
    ;;
  *) echo "usage: scripts/xcframework.sh [--server]" >&2; exit 2 ;;
esac

if [ "$(uname)" != Darwin ] || ! xcodebuild -version >/dev/null 2>&1; then
  echo "an XCFramework can be built on a Mac with Xcode alone: this machine has $(uname) and no xcodebuild" >&2
  exit 1
fi
need cargo
lacks=()
for slice in "${slices[@]}"; do
  for target in ${slice#*:}; do
    [ -d "$(rustc --print sysroot)/lib/rustlib/$target" ] || lacks+=("$target")
  done
done
if [ ${#lacks[@]} -gt 0 ]; then
  echo "lacks Rust's targets: rustup target add ${lacks[*]}" >&2
  exit 1
fi

export IPHONEOS_DEPLOYMENT_TARGET=16.0 MACOSX_DEPLOYMENT_TARGET=13.0
out=target/xcframework/$name
rm -rf "$out" "$folder/$name.xcframework"
headers=$out/headers
mkdir -p "$headers"
if [ "$name" = AmazonPayCheckoutFFI ]; then
  scripts/swift_checkout_face.sh "$(scripts/checkout_library.sh)"
  sources=$folder/Sources/$name
else
  sources=$folder/Sources/$name
  [ -d "$sources/Generated" ] || { echo "lacks $sources/Generated: scripts/swift_sources.sh writes it" >&2; exit 1; }
fi
cp "$sources"/Generated/*.h "$headers/"
# Of a framework the headers stand beside the map, and the library is linked by itself.
sed -e 's|Generated/||' -e '/^ *link /d' "$sources/module.modulemap" >"$headers/module.modulemap"

arguments=()
for slice in "${slices[@]}"; do
  step "${slice%%:*}"
  libraries=()
  for target in ${slice#*:}; do
    cargo rustc --quiet --profile wheel --package amazonpay-uniffi ${features[@]+"${features[@]}"} --target "$target" \
      --target-dir target/apple --lib --crate-type staticlib
    libraries+=("target/apple/$target/wheel/libamazonpay_uniffi.a")
  done
  mkdir -p "$out/${slice%%:*}"
  lipo -create "${libraries[@]}" -output "$out/${slice%%:*}/lib$name.a"
  arguments+=(-library "$out/${slice%%:*}/lib$name.a" -headers "$headers")
done
xcodebuild -create-xcframework "${arguments[@]}" -output "$folder/$name.xcframework"
