package dev.amazonpay.data;

import dev.amazonpay.AmazonPay;
import dev.amazonpay.jvm.BlockingAmazonPay;

/** Every operation as a Java shop calls it, by methods that block. */
class BlockingOperationsTest extends OperationsProof {
  @Override
  protected Calls calls(AmazonPay pay) {
    var view = new BlockingAmazonPay(pay);
    return (operation, given) -> BlockingCalls.call(view, operation, given);
  }
}
