package dev.amazonpay.bench;

/** What both clients are asked for. */
interface Client {
  /** A charge as the server answers. */
  String CHARGE = "S02-9876543-1234567-C123456";

  String PUBLIC_KEY_ID = "SANDBOX-AEXAMPLEEXAMPLEEXAMPLE";

  /** The body of a capture, for signing alone. */
  String BODY = "{\"captureAmount\":{\"amount\":\"20.00\",\"currencyCode\":\"EUR\"},\"softDescriptor\":\"KAFFE\"}";

  /** Signs a capture that is not sent: the `authorization` header. */
  String signature() throws Exception;

  /** Captures a charge: the id in the answer. */
  String capture() throws Exception;
}
