package dev.amazonpay.data;

import java.util.Map;

/** A client that signs, called as one of the package's views has it: by functions that suspend, methods that block, or futures. */
public interface Signing {
  /** The headers of a request of the shop's own; a body or headers are null when it has none. */
  Map<String, String> signedHeaders(String method, String url, String body, Map<String, String> headers);

  String buttonSignature(String payload);
}
