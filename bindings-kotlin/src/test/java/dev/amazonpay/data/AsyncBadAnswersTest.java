package dev.amazonpay.data;

import dev.amazonpay.AmazonPay;

/** Answers and the exceptions that they become in Java, of futures. */
class AsyncBadAnswersTest extends BadAnswersProof {
  @Override
  protected Calls calls(AmazonPay pay) {
    return AsyncMerchant.calls(pay);
  }
}
