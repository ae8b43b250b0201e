#!/usr/bin/env bash
# What can be told of the recipes for Android and Apple without their tools: that both say what they lack.
set -euo pipefail
. "$(dirname "$0")/require.sh"

# refuses COMMAND... -- TEXT...: the command fails, and says each text.
refuses() {
  local command=() said text
  while [ "$1" != -- ]; do command+=("$1"); shift; done
  shift
  if said=$("${command[@]}" 2>&1 >/dev/null); then
    echo "failed: ${command[*]} did not refuse" >&2
    exit 1
  fi
  for text in "$@"; do
    grep -qF -- "$text" <<<"$said" || { printf 'failed: %s does not say: %s\n%s\n' "${command[*]}" "$text" "$said" >&2; exit 1; }
  done
}

step "the recipes for Android and Apple say what they lack"
nothing=$(mktemp -d)
at_exit rm -rf "$nothing"
refuses env ANDROID_NDK_HOME= ANDROID_HOME="$nothing" scripts/aar.sh -- "the AAR cannot be built on this machine" \
  "ANDROID_NDK_HOME, the folder of Android's NDK" "ANDROID_HOME, the folder of Android's SDK"
if [ "$(uname)" != Darwin ]; then
  refuses scripts/xcframework.sh -- "an XCFramework can be built on a Mac with Xcode alone: this machine has $(uname)"
  refuses scripts/xcframework.sh --server -- "an XCFramework can be built on a Mac with Xcode alone"
fi
refuses scripts/xcframework.sh --none -- "usage: scripts/xcframework.sh"
