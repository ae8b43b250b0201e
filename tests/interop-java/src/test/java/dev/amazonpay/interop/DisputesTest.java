package dev.amazonpay.interop;

import static dev.amazonpay.interop.SandboxProcess.SANDBOX;
import static dev.amazonpay.interop.Shop.answered;
import static dev.amazonpay.interop.Shop.assertRefused;
import static dev.amazonpay.interop.Shop.capturedCharge;
import static dev.amazonpay.interop.Shop.client;
import static dev.amazonpay.interop.Shop.euros;
import static dev.amazonpay.interop.Shop.json;
import static dev.amazonpay.interop.Shop.key;
import static dev.amazonpay.interop.Shop.state;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.amazon.pay.api.types.DisputeFilingReason;
import com.amazon.pay.api.types.DisputeReasonCode;
import com.amazon.pay.api.types.DisputeResolution;
import com.amazon.pay.api.types.DisputeState;
import com.amazon.pay.api.types.EvidenceType;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import org.json.JSONArray;

/** Disputes and the files that are their evidence, with the SDK's own words where it has them. */
class DisputesTest {
  @BothAlgorithms
  void aDisputeIsContestedWithAFile(String algorithm) throws Exception {
    var client = client(algorithm);
    var file = answered(201, client.uploadFile(json("type", "jpg").put("purpose", "disputeEvidence"), key()));
    var put = HttpRequest.newBuilder(URI.create(file.getString("url")))
        .header("content-type", "image/jpeg")
        .PUT(HttpRequest.BodyPublishers.ofString("JFIF"))
        .build();
    assertEquals(200, HttpClient.newHttpClient().send(put, BodyHandlers.discarding()).statusCode());

    var reason = json("filingReason", DisputeFilingReason.PRODUCT_NOT_RECEIVED.getDisputeFilingReason());
    var chargeback = "buyer/charges/" + capturedCharge(client) + "/chargeback";
    var id = SANDBOX.control("POST", chargeback, reason).getString("disputeId");
    assertEquals("ActionRequired", state(answered(200, client.getDispute(id, Map.of()))));
    var evidence = json("evidenceType", EvidenceType.TRACKING_NUMBER.getEvidenceType())
        .put("fileId", file.getString("id"))
        .put("evidenceText", "raw text");
    var contest = json("merchantEvidences", new JSONArray().put(evidence));
    var contested = answered(200, client.contestDispute(id, contest, key()));
    assertEquals("UnderReview", state(contested));
    assertTrue(contested.getJSONArray("merchantEvidences").similar(contest.getJSONArray("merchantEvidences")));
    assertRefused(422, "InvalidDisputeStatus", client.contestDispute(id, contest, key()));
  }

  @BothAlgorithms
  void aProviderTellsOfADispute(String algorithm) throws Exception {
    var client = client(algorithm);
    var filed = java.time.Instant.parse(SANDBOX.control("GET", "health", null).getString("now")).getEpochSecond();
    var told = json("chargeId", capturedCharge(client))
        .put("providerMetadata", json("providerDisputeId", "psp-1"))
        .put("disputeAmount", euros("1"))
        .put("filingReason", DisputeFilingReason.PRODUCT_NOT_RECEIVED.getDisputeFilingReason())
        .put("filingTimestamp", filed)
        .put("statusDetails", json("state", DisputeState.ACTION_REQUIRED.getDisputeState()))
        .put("merchantResponseDeadline", filed + 14 * 24 * 60 * 60);
    var id = answered(201, client.createDispute(told, key())).getString("disputeId");
    var ending = json("resolution", DisputeResolution.MERCHANT_WON.getDisputeResolution())
        .put("state", DisputeState.RESOLVED.getDisputeState())
        .put("reasonCode", DisputeReasonCode.AUTO_RESOLVED.getDisputeReasonCode());
    var update = json("statusDetails", ending).put("closureTimestamp", filed);
    var updated = answered(200, client.updateDispute(id, update));
    assertEquals("MerchantWon", updated.getJSONObject("statusDetails").getString("resolution"));
  }
}
