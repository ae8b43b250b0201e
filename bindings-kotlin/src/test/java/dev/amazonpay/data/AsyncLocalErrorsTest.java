package dev.amazonpay.data;

import dev.amazonpay.AmazonPay;

/** What goes wrong without an answer, and the exceptions in Java, of futures. */
class AsyncLocalErrorsTest extends LocalErrorsProof {
  @Override
  protected Calls calls(AmazonPay pay) {
    return AsyncMerchant.calls(pay);
  }
}
