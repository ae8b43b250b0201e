package dev.amazonpay.data;

import dev.amazonpay.AmazonPay;

/** What is wrong before anything is sent, and the exceptions in Java, of methods that block. */
class BlockingBadInputTest extends BadInputProof {
  @Override
  protected Calls calls(AmazonPay pay) {
    return BlockingMerchant.calls(pay);
  }
}
