package dev.amazonpay.data;

import dev.amazonpay.AmazonPay;

/** Every operation as a Java shop calls it, by futures. */
class AsyncOperationsTest extends OperationsProof {
  @Override
  protected Calls calls(AmazonPay pay) {
    return AsyncMerchant.calls(pay);
  }
}
