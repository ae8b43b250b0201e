package dev.amazonpay.data;

import dev.amazonpay.jvm.BlockingAmazonPay;
import java.util.Map;

/** A client that signs by methods that block. */
record BlockingSigning(BlockingAmazonPay pay) implements Signing {
  @Override
  public Map<String, String> signedHeaders(String method, String url, String body, Map<String, String> headers) {
    return pay.signedHeaders(method, url, body, headers);
  }

  @Override
  public String buttonSignature(String payload) {
    return pay.buttonSignature(payload);
  }
}
