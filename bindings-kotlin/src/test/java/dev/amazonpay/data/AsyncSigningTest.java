package dev.amazonpay.data;

import dev.amazonpay.AmazonPay;
import dev.amazonpay.jvm.AsyncAmazonPay;

/** The vectors of signing as a Java shop signs, by futures. */
class AsyncSigningTest extends SigningProof {
  @Override
  protected Signing signing(AmazonPay pay) {
    return new AsyncSigning(new AsyncAmazonPay(pay));
  }
}
