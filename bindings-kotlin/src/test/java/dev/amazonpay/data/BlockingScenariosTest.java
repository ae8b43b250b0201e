package dev.amazonpay.data;

import dev.amazonpay.ClientSettings;

/** The scenarios as a Java shop calls, by methods that block. */
class BlockingScenariosTest extends ScenariosProof {
  @Override
  protected Merchant merchant(String sandbox, ClientSettings client) {
    return new BlockingMerchant(sandbox, client);
  }
}
