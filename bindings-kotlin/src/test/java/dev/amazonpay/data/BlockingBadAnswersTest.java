package dev.amazonpay.data;

import dev.amazonpay.AmazonPay;

/** Answers and the exceptions that they become in Java, of methods that block. */
class BlockingBadAnswersTest extends BadAnswersProof {
  @Override
  protected Calls calls(AmazonPay pay) {
    return BlockingMerchant.calls(pay);
  }
}
