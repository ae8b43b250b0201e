package dev.amazonpay.interop;

import static dev.amazonpay.interop.SandboxProcess.SANDBOX;
import static dev.amazonpay.interop.Shop.answered;
import static dev.amazonpay.interop.Shop.assertRefused;
import static dev.amazonpay.interop.Shop.json;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.amazon.pay.api.PayConfiguration;
import com.amazon.pay.api.WebstoreClient;
import com.amazon.pay.api.exceptions.AmazonPayClientException;
import com.amazon.pay.api.types.Environment;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.UUID;
import javax.net.ssl.SSLHandshakeException;
import org.json.JSONObject;
import org.junit.jupiter.api.Test;

/** Keys and certificates: who signs, for which environment, and who answers. */
class KeysTest {
  private static final String CHARGE = "S01-1234567-1234567-C000001";

  private static KeyPair keyPair() throws GeneralSecurityException {
    var generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    return generator.generateKeyPair();
  }

  @BothAlgorithms
  void aKeyWhoseIdNamesNoEnvironmentHasItInThePath(String algorithm) throws Exception {
    var pair = keyPair();
    var id = "A" + UUID.randomUUID().toString().replace("-", "").substring(0, 20).toUpperCase();
    var encoder = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
    var pem = encoder.encodeToString(pair.getPublic().getEncoded());
    SANDBOX.control("POST", "merchants", json("merchantId", SANDBOX.text("merchant_id"))
        .put("publicKeyId", id)
        .put("publicKeyPem", "-----BEGIN PUBLIC KEY-----\n" + pem + "\n-----END PUBLIC KEY-----\n"));
    var sandbox = client(algorithm, id, pair, Environment.SANDBOX);
    var sessionId = Shop.confirmedSession(sandbox, new JSONObject());
    answered(200, sandbox.getCheckoutSession(sessionId));
    var live = client(algorithm, id, pair, Environment.LIVE);
    assertRefused(400, "InvalidRequest", live.getCheckoutSession(sessionId));
  }

  private static WebstoreClient client(String algorithm, String id, KeyPair pair, Environment environment)
      throws AmazonPayClientException {
    PayConfiguration configuration = Shop.configuration(algorithm);
    configuration.setPublicKeyId(id).setPrivateKey(pair.getPrivate()).setEnvironment(environment);
    return new WebstoreClient(configuration);
  }

  @BothAlgorithms
  void whatAnotherKeySignedIsRefused(String algorithm) throws Exception {
    var stranger = new WebstoreClient(Shop.configuration(algorithm).setPrivateKey(keyPair().getPrivate()));
    assertRefused(403, "InvalidRequestSignature", stranger.getCharge(CHARGE));
  }

  @Test
  void theCertificateIsVerified() throws Exception {
    var configuration = Shop.configuration("AMZN-PAY-RSASSA-PSS-V2");
    SANDBOX.distrust();
    var client = new WebstoreClient(configuration);
    var error = assertThrows(AmazonPayClientException.class, () -> client.getCharge(CHARGE));
    assertInstanceOf(SSLHandshakeException.class, error.getCause());
  }
}
