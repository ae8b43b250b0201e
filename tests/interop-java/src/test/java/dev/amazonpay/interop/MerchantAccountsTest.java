package dev.amazonpay.interop;

import static dev.amazonpay.interop.SandboxProcess.SANDBOX;
import static dev.amazonpay.interop.Shop.answered;
import static dev.amazonpay.interop.Shop.assertRefused;
import static dev.amazonpay.interop.Shop.json;
import static dev.amazonpay.interop.Shop.key;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.amazon.pay.api.AccountManagementClient;
import com.amazon.pay.api.Util;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.json.JSONArray;
import org.json.JSONObject;

/** Merchant accounts and their stores, by a solution provider. */
class MerchantAccountsTest {
  private static JSONObject account() {
    var business = json("businessType", "CORPORATE")
        .put("businessLegalName", "密林コーヒー")
        .put("countryOfEstablishment", "JP");
    return json("uniqueReferenceId", UUID.randomUUID().toString())
        .put("ledgerCurrency", "JPY")
        .put("businessInfo", business);
  }

  @BothAlgorithms
  void anAccountIsRegisteredChangedAndDeleted(String algorithm) throws Exception {
    var client = Shop.client(algorithm);
    var account = account();
    var registered = answered(201, client.registerAmazonPayAccount(account));
    assertEquals(account.getString("uniqueReferenceId"), registered.getString("uniqueReferenceId"));
    var id = registered.getString("merchantAccountId");
    var address = json("businessInfo", json("businessAddress", json("postalCode", "250-0025")));
    answered(200, client.updateAmazonPayAccount(id, address));
    answered(200, client.deleteAmazonPayAccount(id));
    assertRefused(404, "ResourceNotFound", client.deleteAmazonPayAccount(id));
  }

  @BothAlgorithms
  void anAccountIsCreatedActedForAndClaimed(String algorithm) throws Exception {
    var configuration = Shop.configuration(algorithm);
    var client = new AccountManagementClient(configuration);
    var account = account();
    account.getJSONObject("businessInfo").put("email", "shop@example.com");
    var store = json("domainUrls", new JSONArray().put("https://shop.example")).put("storeName", "Rufus's Cafe");
    var created = answered(201, client.createMerchantAccount(account.put("stores", new JSONArray().put(store)), key()));
    var id = created.getString("merchantAccountId");

    var tokens = SANDBOX.control("GET", "merchants/" + id + "/tokens", null);
    var given = answered(200, client.getAuthorizationToken(tokens.getString("mwsAuthToken"), id, Map.of()));
    assertEquals(tokens.getString("authToken"), given.getString("authorizationToken"));
    var asMerchant = new HashMap<>(Map.of("x-amz-pay-authtoken", tokens.getString("authToken")));
    var email = json("businessInfo", json("email", "updated@example.com"));
    answered(200, client.updateMerchantAccount(id, email, asMerchant));

    // The SDK has no methods for stores, but a call for any path.
    var stores = Util.getServiceURI(configuration, "v2/merchantAccounts/" + id + "/stores");
    var second = json("storeName", "Second")
        .put("allowedOriginDomains", new JSONArray().put("https://second.example"));
    var headers = new HashMap<>(asMerchant);
    headers.putAll(key());
    var made = answered(201, client.callAPI(stores, "POST", null, second.toString(), headers));
    var renaming = Util.getServiceURI(configuration, stores.getPath().substring(1) + "/" + made.getString("storeId"));
    var renamed = answered(200, client.callAPI(renaming, "PATCH", null, json("storeName", "Third").toString(), asMerchant));
    assertEquals("Third", renamed.getString("storeName"));

    var reference = json("uniqueReferenceId", account.getString("uniqueReferenceId"));
    // The SDK takes a redirect for a failure, and gives nobody its address.
    var claimed = client.merchantAccountClaim(id, reference, key());
    assertEquals(303, claimed.getStatus());
    assertFalse(claimed.isSuccess());
    assertFalse(claimed.getHeaders().containsKey("location"), claimed.getHeaders().keySet().toString());
    SANDBOX.control("POST", "merchantAccounts/" + id + "/claim", null);
    answered(200, client.merchantAccountClaim(id, reference, key()));
  }
}
