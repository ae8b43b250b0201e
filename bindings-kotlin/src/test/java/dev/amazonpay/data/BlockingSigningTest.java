package dev.amazonpay.data;

import dev.amazonpay.AmazonPay;
import dev.amazonpay.jvm.BlockingAmazonPay;

/** The vectors of signing as a Java shop signs, by methods that block. */
class BlockingSigningTest extends SigningProof {
  @Override
  protected Signing signing(AmazonPay pay) {
    return new BlockingSigning(new BlockingAmazonPay(pay));
  }
}
