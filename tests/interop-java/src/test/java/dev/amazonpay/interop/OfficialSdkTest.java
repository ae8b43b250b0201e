package dev.amazonpay.interop;

import static dev.amazonpay.interop.SandboxProcess.SANDBOX;
import static dev.amazonpay.interop.Shop.answered;
import static dev.amazonpay.interop.Shop.euros;
import static dev.amazonpay.interop.Shop.json;
import static dev.amazonpay.interop.Shop.key;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.amazon.pay.api.WebstoreClient;
import com.amazon.pay.api.exceptions.AmazonPayClientException;
import org.json.JSONObject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where the official SDK surprises: the Kotlin package's docs/migration.md tells of each. */
class OfficialSdkTest {
  private static final String V2 = "AMZN-PAY-RSASSA-PSS-V2";
  private static final String CHARGE = "S01-1234567-1234567-C000001";

  private WebstoreClient client;

  @BeforeEach
  void makeClient() throws AmazonPayClientException {
    client = Shop.client(V2);
  }

  @Test
  void aRequestIdIsAWholeHeaderAndErrorsHaveNone() throws Exception {
    var session = client.getCheckoutSession(Shop.confirmedSession(client, new JSONObject()));
    assertTrue(session.getRequestId().toLowerCase().startsWith("x-amz-pay-request-id: "), session.getRequestId());
    assertNull(client.getCharge(CHARGE).getRequestId());
  }

  @Test
  void theHeadersOfAnAnswerAreThoseOfTheRequest() throws Exception {
    var headers = client.getCharge(CHARGE).getHeaders();
    assertTrue(headers.containsKey("authorization"), headers.keySet().toString());
    assertFalse(headers.keySet().stream().anyMatch("x-amz-pay-request-id"::equalsIgnoreCase));
  }

  @Test
  void anAnswerShowsTheBuyerWhenItIsPrinted() throws Exception {
    var session = client.getCheckoutSession(Shop.confirmedSession(client, new JSONObject()));
    var email = session.getResponse().getJSONObject("buyer").getString("email");
    assertTrue(session.toString().contains(email), session.toString());
  }

  @Test
  void aBusyServerIsAskedAgainButNotOneThatDoesNotAnswer() throws Exception {
    var chargeId = Shop.completedSession(client, new JSONObject()).getString("chargeId");
    SANDBOX.control("POST", "faults", json("operation", "charges.get").put("status", 503).put("count", 1));
    var read = client.getCharge(chargeId);
    assertEquals(1, read.getRetries());
    answered(200, read);

    var cut = json("operation", "charges.capture").put("cut", "connection").put("afterWork", true).put("count", 1);
    SANDBOX.control("POST", "faults", cut);
    assertThrows(AmazonPayClientException.class,
        () -> client.captureCharge(chargeId, json("captureAmount", euros("50")), key()));
    assertEquals("Captured", Shop.state(answered(200, client.getCharge(chargeId))));
  }
}
