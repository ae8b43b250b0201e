package dev.amazonpay.data;

import dev.amazonpay.AmazonPay;
import dev.amazonpay.jvm.AsyncAmazonPay;

/** Every operation as a Java shop calls it, by futures. */
class AsyncOperationsTest extends OperationsProof {
  @Override
  protected Calls calls(AmazonPay pay) {
    var view = new AsyncAmazonPay(pay);
    return (operation, given) -> AsyncMerchant.joined(AsyncCalls.call(view, operation, given));
  }
}
