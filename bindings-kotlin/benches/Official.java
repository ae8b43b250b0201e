package dev.amazonpay.bench;

import com.amazon.pay.api.PayConfiguration;
import com.amazon.pay.api.RequestSigner;
import com.amazon.pay.api.WebstoreClient;
import com.amazon.pay.api.exceptions.AmazonPayClientException;
import com.amazon.pay.api.types.Region;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.json.JSONObject;

/** The same capture as a shop writes it with Amazon's own SDK, with the same signature algorithm. */
final class Official implements Client {
  private final WebstoreClient client;
  private final RequestSigner signer;
  private final URI url;

  /** The SDK's configuration for another host than Amazon's: it has a getter and a field of derived classes for it. */
  private static final class Configuration extends PayConfiguration {
    Configuration(URI endpoint) {
      overrideServiceURL = endpoint.getAuthority();
    }
  }

  Official(String endpoint, String keyFile) throws Exception {
    var configuration = new Configuration(URI.create(endpoint))
        .setPublicKeyId(PUBLIC_KEY_ID)
        .setPrivateKey(Files.readString(Path.of(keyFile)).toCharArray())
        .setRegion(Region.EU)
        .setAlgorithm("AMZN-PAY-RSASSA-PSS-V2");
    client = new WebstoreClient(configuration);
    signer = new RequestSigner(configuration);
    url = URI.create(endpoint + "/v2/charges/" + CHARGE + "/capture");
  }

  @Override
  public String signature() throws AmazonPayClientException {
    var key = Map.of("x-amz-pay-idempotency-key", Keys.next());
    return signer.signRequest(url, "POST", Map.of(), BODY, key).get("authorization");
  }

  @Override
  public String capture() throws AmazonPayClientException {
    var amount = new JSONObject().put("amount", "20.00").put("currencyCode", "EUR");
    var request = new JSONObject().put("captureAmount", amount).put("softDescriptor", "KAFFE");
    var response = client.captureCharge(CHARGE, request, Map.of("x-amz-pay-idempotency-key", Keys.next()));
    return response.getResponse().getString("chargeId");
  }
}
