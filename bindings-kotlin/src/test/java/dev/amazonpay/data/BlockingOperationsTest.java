package dev.amazonpay.data;

import dev.amazonpay.AmazonPay;

/** Every operation as a Java shop calls it, by methods that block. */
class BlockingOperationsTest extends OperationsProof {
  @Override
  protected Calls calls(AmazonPay pay) {
    return BlockingMerchant.calls(pay);
  }
}
