package dev.amazonpay.data;

import dev.amazonpay.AmazonPay;

/** What is wrong before anything is sent, and the exceptions in Java, of futures. */
class AsyncBadInputTest extends BadInputProof {
  @Override
  protected Calls calls(AmazonPay pay) {
    return AsyncMerchant.calls(pay);
  }
}
