package dev.amazonpay.interop;

import static dev.amazonpay.interop.SandboxProcess.SANDBOX;
import static dev.amazonpay.interop.Shop.answered;
import static dev.amazonpay.interop.Shop.assertEuros;
import static dev.amazonpay.interop.Shop.client;
import static dev.amazonpay.interop.Shop.euros;
import static dev.amazonpay.interop.Shop.json;
import static dev.amazonpay.interop.Shop.key;
import static dev.amazonpay.interop.Shop.state;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.json.JSONArray;
import org.json.JSONObject;

/** Buttons whose payload the SDK signs: the sandbox verifies them as Amazon's page does. */
class ButtonsTest {
  /** What the page hands to Amazon's script. */
  private static JSONObject button(String algorithm, String payload, String signature) {
    return json("publicKeyId", SANDBOX.text("public_key_id"))
        .put("payloadJSON", payload)
        .put("signature", signature)
        .put("algorithm", algorithm);
  }

  private static JSONObject clicked(JSONObject button) {
    return SANDBOX.control("POST", "buyer/checkout", json("button", button));
  }

  @BothAlgorithms
  void aSessionFromAButtonIsFinalized(String algorithm) throws Exception {
    var client = client(algorithm);
    var payload = json("webCheckoutDetails", json("checkoutReviewReturnUrl", "https://shop.example/größe?n=1"))
        .put("storeId", SANDBOX.text("store_id"))
        .put("scopes", new JSONArray().put("name").put("email").put("phoneNumber").put("billingAddress"))
        .put("paymentDetails", json("paymentIntent", "Authorize").put("chargeAmount", euros("50")))
        .toString();
    var signature = client.generateButtonSignature(payload);
    var spoiled = button(algorithm, payload + " ", signature);
    var refusal = assertThrows(SandboxProcess.ControlRefusal.class, () -> clicked(spoiled));
    assertTrue(refusal.getMessage().contains("InvalidRequestSignature"), refusal.getMessage());

    var opened = clicked(button(algorithm, payload, signature).put("productType", "PayAndShip"));
    var id = opened.getString("checkoutSessionId");
    var session = answered(200, client.getCheckoutSession(id));
    var finalize = json("shippingAddress", session.getJSONObject("shippingAddress"))
        .put("chargeAmount", euros("50"))
        .put("totalOrderAmount", euros("50"))
        .put("paymentIntent", "Authorize")
        .put("canHandlePendingAuthorization", false);
    var finalized = answered(200, client.finalizeCheckoutSession(id, finalize, key()));
    assertEquals("Completed", state(finalized));
    assertEuros("50", answered(200, client.getCharge(finalized.getString("chargeId"))), "chargeAmount");
  }

  @BothAlgorithms
  void aBuyerSignsIn(String algorithm) throws Exception {
    var client = client(algorithm);
    var payload = json("signInReturnUrl", "https://shop.example/signed-in")
        .put("storeId", SANDBOX.text("store_id"))
        .put("signInScopes", new JSONArray().put("name").put("email").put("postalCode"))
        .toString();
    var button = button(algorithm, payload, client.generateButtonSignature(payload));
    var token = clicked(button.put("productType", "SignIn")).getString("buyerToken");
    var buyer = answered(200, client.getBuyer(token));
    assertFalse(buyer.getString("buyerId").isEmpty());
    assertFalse(buyer.getString("email").isEmpty());
  }
}
