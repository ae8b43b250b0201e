package dev.amazonpay.interop;

import static dev.amazonpay.interop.Shop.answered;
import static dev.amazonpay.interop.Shop.assertEuros;
import static dev.amazonpay.interop.Shop.euros;
import static dev.amazonpay.interop.Shop.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.amazon.pay.api.InstoreClient;
import java.util.UUID;

/** A payment at the till: the references stand for idempotency keys. */
class InStoreTest {
  @BothAlgorithms
  void aScanIsChargedAndRefunded(String algorithm) throws Exception {
    var client = new InstoreClient(Shop.configuration(algorithm));
    var scan = json("scanData", "UKhrmatMeKdlfY6b")
        .put("scanReferenceId", UUID.randomUUID().toString())
        .put("merchantCOE", "DE")
        .put("ledgerCurrency", "EUR")
        .put("chargeTotal", euros("2"))
        .put("storeLocation", json("countryCode", "DE"));
    var permissionId = answered(200, client.merchantScan(scan)).getString("chargePermissionId");
    var charge = json("chargePermissionId", permissionId)
        .put("chargeReferenceId", UUID.randomUUID().toString())
        .put("chargeTotal", euros("2"))
        .put("softDescriptor", "Shop");
    var charged = answered(200, client.charge(charge));
    assertEquals("Captured", charged.getJSONObject("chargeStatus").getString("state"));
    assertTrue(charged.similar(answered(200, client.charge(charge))));
    var refund = json("chargeId", charged.getString("chargeId"))
        .put("refundReferenceId", UUID.randomUUID().toString())
        .put("refundTotal", euros("0.50"));
    var refunded = answered(200, client.refund(refund));
    assertEquals("RefundInitiated", refunded.getJSONObject("refundStatus").getString("state"));
    var read = answered(200, Shop.client(algorithm).getRefund(refunded.getString("refundId")));
    assertEuros("0.50", read, "refundAmount");
  }
}
