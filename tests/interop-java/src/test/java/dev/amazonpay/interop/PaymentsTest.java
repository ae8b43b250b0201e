package dev.amazonpay.interop;

import static dev.amazonpay.interop.SandboxProcess.SANDBOX;
import static dev.amazonpay.interop.Shop.answered;
import static dev.amazonpay.interop.Shop.assertEuros;
import static dev.amazonpay.interop.Shop.assertRefused;
import static dev.amazonpay.interop.Shop.client;
import static dev.amazonpay.interop.Shop.confirmedSession;
import static dev.amazonpay.interop.Shop.euros;
import static dev.amazonpay.interop.Shop.json;
import static dev.amazonpay.interop.Shop.key;
import static dev.amazonpay.interop.Shop.state;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import org.json.JSONObject;

/** Payments in a web shop, from the session to the refund. */
class PaymentsTest {
  @BothAlgorithms
  void fromTheSessionToTheRefund(String algorithm) throws Exception {
    var client = client(algorithm);
    var sessionId = confirmedSession(client, new JSONObject());

    var wrong = client.completeCheckoutSession(sessionId, json("chargeAmount", euros("49")), key());
    assertRefused(409, "AmountMismatch", wrong);
    var completed =
        answered(200, client.completeCheckoutSession(sessionId, json("chargeAmount", euros("50")), key()));
    assertEquals("Completed", state(completed));
    var permissionId = completed.getString("chargePermissionId");
    var chargeId = completed.getString("chargeId");
    assertTrue(chargeId.startsWith(permissionId + "-C"), chargeId);

    var permission = answered(200, client.getChargePermission(permissionId));
    assertEuros("50", permission.getJSONObject("limits"), "amountLimit");
    var metadata = json("merchantReferenceId", "order-1001-a").put("noteToBuyer", "Danke");
    var changed = answered(200, client.updateChargePermission(permissionId, json("merchantMetadata", metadata)));
    assertEquals("order-1001-a", changed.getJSONObject("merchantMetadata").getString("merchantReferenceId"));

    var charge = answered(200, client.getCharge(chargeId));
    assertEquals("Authorized", state(charge));
    assertEuros("50", charge, "chargeAmount");

    var captureKey = key();
    var capture = json("captureAmount", euros("45.50"));
    var captured = answered(200, client.captureCharge(chargeId, capture, captureKey));
    assertEquals("Captured", state(captured));
    assertEuros("45.50", captured, "captureAmount");
    assertTrue(captured.similar(answered(200, client.captureCharge(chargeId, capture, captureKey))));
    var other = client.captureCharge(chargeId, json("captureAmount", euros("45")), captureKey);
    assertRefused(400, "DuplicateIdempotencyKey", other);

    var order = json("chargeId", chargeId).put("refundAmount", euros("12.34"));
    var refund = answered(201, client.createRefund(order, key()));
    assertEquals("RefundInitiated", state(refund));
    SANDBOX.control("POST", "clock", json("advance", "1h"));
    var refunded = answered(200, client.getRefund(refund.getString("refundId")));
    assertEquals("Refunded", state(refunded));
    assertEuros("12.34", refunded, "refundAmount");
    assertEuros("12.34", answered(200, client.getCharge(chargeId)), "refundedAmount");

    var closed = answered(200, client.closeChargePermission(permissionId, json("closureReason", "Order done")));
    assertEquals("Closed", state(closed));
    var late = json("chargePermissionId", permissionId).put("chargeAmount", euros("1"));
    assertRefused(422, "InvalidChargePermissionStatus", client.createCharge(late, key()));
  }

  @BothAlgorithms
  void chargesOnARecurringPermission(String algorithm) throws Exception {
    var client = client(algorithm);
    var frequency = json("unit", "Month").put("value", "1");
    var recurring = json("chargePermissionType", "Recurring")
        .put("recurringMetadata", json("frequency", frequency).put("amount", euros("30")));
    var permissionId = Shop.completedSession(client, recurring).getString("chargePermissionId");
    var order = json("chargePermissionId", permissionId)
        .put("chargeAmount", euros("10"))
        .put("captureNow", false)
        .put("canHandlePendingAuthorization", false);

    var first = answered(201, client.createCharge(order, key()));
    assertEquals("Authorized", state(first));
    assertEuros("10", first, "chargeAmount");
    var ended = json("statusDetails", json("state", "Canceled").put("reasonCode", "ExpiredUnused"));
    var updated = answered(200, client.updateCharge(first.getString("chargeId"), ended));
    assertEquals("Canceled", state(updated));

    var second = answered(201, client.createCharge(order, key())).getString("chargeId");
    var canceled = answered(200, client.cancelCharge(second, json("cancellationReason", "Out of stock")));
    assertEquals("Canceled", state(canceled));

    var headers = new HashMap<>(key());
    headers.put("x-amz-pay-simulation-code", "HardDeclined");
    assertRefused(422, "HardDeclined", client.createCharge(order, headers));
  }

  @BothAlgorithms
  void parcelsAreTracked(String algorithm) throws Exception {
    var client = client(algorithm);
    var permissionId = Shop.completedSession(client, new JSONObject()).getString("chargePermissionId");
    var parcel = json("trackingNumber", "1Z999AA10123456784").put("carrierCode", "UPS");
    var tracker = json("chargePermissionId", permissionId)
        .put("deliveryDetails", new org.json.JSONArray().put(parcel));
    answered(200, client.deliveryTracker(tracker));
  }

  @BothAlgorithms
  void aMissingChargeIsNotFound(String algorithm) throws Exception {
    assertRefused(404, "ResourceNotFound", client(algorithm).getCharge("S01-1234567-1234567-C000001"));
  }
}
