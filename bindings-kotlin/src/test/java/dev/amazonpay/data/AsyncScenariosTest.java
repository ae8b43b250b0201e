package dev.amazonpay.data;

import dev.amazonpay.ClientSettings;

/** The scenarios as a Java shop calls, by futures. */
class AsyncScenariosTest extends ScenariosProof {
  @Override
  protected Merchant merchant(String sandbox, ClientSettings client) {
    return new AsyncMerchant(sandbox, client);
  }
}
