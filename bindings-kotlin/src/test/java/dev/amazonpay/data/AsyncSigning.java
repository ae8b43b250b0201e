package dev.amazonpay.data;

import static dev.amazonpay.data.AsyncMerchant.joined;

import dev.amazonpay.jvm.AsyncAmazonPay;
import java.util.Map;

/** A client that signs by futures. */
record AsyncSigning(AsyncAmazonPay pay) implements Signing {
  @Override
  public Map<String, String> signedHeaders(String method, String url, String body, Map<String, String> headers) {
    return joined(pay.signedHeaders(method, url, body, headers));
  }

  @Override
  public String buttonSignature(String payload) {
    return joined(pay.buttonSignature(payload));
  }
}
