#!/usr/bin/env bash
# Builds the library that apps get, with the checkout alone, and prints where it is. The server's library has the same name
# and the same package, so this one has a target folder and a name of its own.
set -euo pipefail
. "$(dirname "$0")/require.sh"

need cargo cc
extension=so
[ "$(uname)" = Darwin ] && extension=dylib
cargo build --quiet --package amazonpay-uniffi --no-default-features --features mobile --target-dir target/checkout >&2
library=target/checkout/libamazonpay_checkout.$extension
# Under another name first: a process may have loaded the one that is there.
cp "target/checkout/debug/libamazonpay_uniffi.$extension" "$library.new"
mv "$library.new" "$library"
echo "$library"
