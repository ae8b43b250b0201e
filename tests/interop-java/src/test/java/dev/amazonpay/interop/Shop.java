package dev.amazonpay.interop;

import static dev.amazonpay.interop.SandboxProcess.SANDBOX;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.amazon.pay.api.AmazonPayResponse;
import com.amazon.pay.api.PayConfiguration;
import com.amazon.pay.api.WebstoreClient;
import com.amazon.pay.api.exceptions.AmazonPayClientException;
import com.amazon.pay.api.types.Region;
import java.util.Map;
import java.util.UUID;
import org.json.JSONArray;
import org.json.JSONObject;

/** A shop that uses the official SDK. */
final class Shop {
  private Shop() {}

  /**
   * The SDK's configuration, of the sandbox's first merchant.
   *
   * The SDK asks it for another host than Amazon's, for which it has a getter and a field of classes derived from it.
   */
  static final class Configuration extends PayConfiguration {
    Configuration(String algorithm) {
      overrideServiceURL = SANDBOX.tlsAuthority();
      setRegion(Region.valueOf(SANDBOX.text("region").toUpperCase()));
      setPublicKeyId(SANDBOX.text("public_key_id"));
      setAlgorithm(algorithm);
    }
  }

  static PayConfiguration configuration(String algorithm) throws AmazonPayClientException {
    SANDBOX.trust();
    return new Configuration(algorithm).setPrivateKey(SANDBOX.text("private_key_pem"));
  }

  static WebstoreClient client(String algorithm) throws AmazonPayClientException {
    return new WebstoreClient(configuration(algorithm));
  }

  static Map<String, String> key() {
    return Map.of("x-amz-pay-idempotency-key", UUID.randomUUID().toString().replace("-", ""));
  }

  static JSONObject euros(String amount) {
    return new JSONObject().put("amount", amount).put("currencyCode", "EUR");
  }

  static JSONObject json(String name, Object value) {
    return new JSONObject().put(name, value);
  }

  /** The object of an answer that has to have this status. */
  static JSONObject answered(int status, AmazonPayResponse response) {
    assertEquals(status, response.getStatus(), response.getRawResponse());
    assertTrue(response.isSuccess());
    return response.getResponse();
  }

  /** Asserts that an amount came back as the API writes it: a string, nothing lost. */
  static void assertEuros(String amount, JSONObject holder, String field) {
    var found = holder.getJSONObject(field);
    assertEquals(0, found.getBigDecimal("amount").compareTo(new java.math.BigDecimal(amount)), field + ": " + found);
    assertEquals("EUR", found.getString("currencyCode"));
  }

  static String state(JSONObject object) {
    return object.getJSONObject("statusDetails").getString("state");
  }

  static void assertRefused(int status, String reasonCode, AmazonPayResponse response) {
    assertEquals(status, response.getStatus(), response.getRawResponse());
    assertFalse(response.isSuccess());
    assertEquals(reasonCode, response.getResponse().getString("reasonCode"));
    assertFalse(response.getResponse().getString("message").isEmpty());
  }

  /** What most flows begin with: a session that the buyer has confirmed, ready to be completed. */
  static String confirmedSession(WebstoreClient client, JSONObject more) throws AmazonPayClientException {
    var create = new JSONObject()
        .put("webCheckoutDetails", json("checkoutReviewReturnUrl", "https://shop.example/review"))
        .put("storeId", SANDBOX.text("store_id"))
        .put("scopes", new JSONArray().put("name").put("email").put("shippingAddress").put("billingAddress"));
    more.keySet().forEach(name -> create.put(name, more.get(name)));
    var created = answered(201, client.createCheckoutSession(create, key()));
    assertEquals("Open", state(created));
    assertFalse(created.getJSONArray("constraints").isEmpty());
    var id = created.getString("checkoutSessionId");

    var buyer = new JSONObject().put("checkoutSessionId", id).put("card", "1111").put("action", "approve");
    SANDBOX.control("POST", "buyer/checkout", buyer);
    var read = answered(200, client.getCheckoutSession(id));
    assertEquals(id, read.getString("checkoutSessionId"));
    assertFalse(read.getJSONObject("buyer").getString("email").isEmpty());
    assertFalse(read.getJSONObject("shippingAddress").getString("postalCode").isEmpty());

    var payment = new JSONObject()
        .put("paymentIntent", "Authorize")
        .put("canHandlePendingAuthorization", false)
        .put("chargeAmount", euros("50"));
    var update = new JSONObject()
        .put("webCheckoutDetails", json("checkoutResultReturnUrl", "https://shop.example/result"))
        .put("paymentDetails", payment)
        .put("merchantMetadata", json("merchantReferenceId", "order-1001").put("noteToBuyer", "Grüße, 世界"));
    var updated = answered(200, client.updateCheckoutSession(id, update));
    assertEuros("50", updated.getJSONObject("paymentDetails"), "chargeAmount");
    assertEquals("Grüße, 世界", updated.getJSONObject("merchantMetadata").getString("noteToBuyer"));
    assertTrue(updated.getJSONObject("webCheckoutDetails").getString("amazonPayRedirectUrl").startsWith("http"));

    SANDBOX.control("POST", "buyer/checkout", json("checkoutSessionId", id).put("action", "approve"));
    return id;
  }

  /** A session whose payment is authorized. */
  static JSONObject completedSession(WebstoreClient client, JSONObject more) throws AmazonPayClientException {
    var id = confirmedSession(client, more);
    return answered(200, client.completeCheckoutSession(id, json("chargeAmount", euros("50")), key()));
  }

  /** The id of a captured charge. */
  static String capturedCharge(WebstoreClient client) throws AmazonPayClientException {
    var chargeId = completedSession(client, new JSONObject()).getString("chargeId");
    var captured = answered(200, client.captureCharge(chargeId, json("captureAmount", euros("50")), key()));
    assertEquals("Captured", state(captured));
    return chargeId;
  }
}
