package dev.amazonpay.data;

import dev.amazonpay.AmazonPay;

/** What goes wrong without an answer, and the exceptions in Java, of methods that block. */
class BlockingLocalErrorsTest extends LocalErrorsProof {
  @Override
  protected Calls calls(AmazonPay pay) {
    return BlockingMerchant.calls(pay);
  }
}
