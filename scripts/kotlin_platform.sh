#!/usr/bin/env bash
# Tells what this machine's native library is called (`library`), and the folder of the jar that JNA looks for it in
# (`folder`).
set -euo pipefail

system=$(uname -s)
case "$(uname -m)" in
  x86_64 | amd64) machine=x86-64 ;;
  aarch64 | arm64) machine=aarch64 ;;
  *) machine=$(uname -m) ;;
esac
case "$1" in
  library)
    if [ "$system" = Darwin ]; then echo libamazonpay_uniffi.dylib; else echo libamazonpay_uniffi.so; fi
    ;;
  folder)
    if [ "$system" = Darwin ]; then echo "darwin-$machine"; else echo "linux-$machine"; fi
    ;;
  *)
    echo "usage: kotlin_platform.sh library|folder" >&2
    exit 2
    ;;
esac
