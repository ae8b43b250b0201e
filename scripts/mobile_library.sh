#!/usr/bin/env bash
# Builds the library that apps get and proves that it holds nothing that could read a private key, sign, or open a
# connection: neither as a dependency, nor as a symbol, nor as a text.
set -euo pipefail
. "$(dirname "$0")/require.sh"

need cargo cc
have_or_skip "the search of the apps' library for keys" nm strings || exit 0

features=(--package amazonpay-uniffi --no-default-features --features mobile)

step "what apps get depends on no cryptography and no HTTP"
dependencies=$(cargo tree "${features[@]}" --edges normal --prefix none --format '{p}' | cut -d' ' -f1 | sort -u)
for crate in aws-lc-rs aws-lc-sys pkcs1 pkcs8 rsa ring rustls reqwest hyper tokio x509-cert; do
  if grep -qx "$crate" <<<"$dependencies"; then
    echo "failed: the apps' library depends on $crate" >&2
    exit 1
  fi
done

step "what apps get holds no code that takes a key"
library=$(scripts/checkout_library.sh)
# All symbols, the local ones too: nothing is stripped from a debug build, and nothing unused is in a release build that is
# not in this one.
symbols=$(nm --demangle "$library")
texts=$(strings -n 5 "$library")
# That the search finds what is there.
grep -q "amazonpay_uniffi::checkout::driver::Checkout" <<<"$symbols" || { echo "failed: no symbols to search" >&2; exit 1; }
grep -q "amazonCheckoutSessionId" <<<"$texts" || { echo "failed: no texts to search" >&2; exit 1; }
found=$(grep -E "[Pp]rivate_?[Kk]ey|aws_lc|EVP_|RSA_|pkcs[18]|signing::|Signer|[Pp]assphrase|reqwest|rustls" <<<"$symbols" || true)
found+=$(grep -E "BEGIN |PRIVATE|AMZN-PAY-RSASSA" <<<"$texts" || true)
if [ -n "$found" ]; then
  printf 'failed: in %s:\n%s\n' "$library" "$(head -20 <<<"$found")" >&2
  exit 1
fi
