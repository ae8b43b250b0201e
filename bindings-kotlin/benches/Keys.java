package dev.amazonpay.bench;

import java.util.UUID;

/** Idempotency keys, as both clients' documentation says to make them. */
final class Keys {
  private Keys() {}

  static String next() {
    return UUID.randomUUID().toString().replace("-", "");
  }
}
