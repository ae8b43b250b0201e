package dev.amazonpay.bench;

import dev.amazonpay.AmazonPay;
import dev.amazonpay.ClientSettings;
import dev.amazonpay.jvm.BlockingAmazonPay;
import dev.amazonpay.jvm.BlockingCharges;
import dev.amazonpay.model.CaptureCharge;
import dev.amazonpay.model.Currency;
import dev.amazonpay.model.Money;
import dev.amazonpay.model.Region;
import java.math.BigDecimal;
import java.util.Map;

/** A capture as a shop in Java writes it with this package. */
final class Amazonpay implements Client {
  private final BlockingAmazonPay pay;
  private final BlockingCharges charges;
  private final String url;

  Amazonpay(String endpoint, String keyFile, String authorityFile) {
    var settings = ClientSettings.builder()
        .publicKeyId(PUBLIC_KEY_ID)
        .privateKey(keyFile)
        .region(Region.EU)
        .endpoint(endpoint)
        .rootCertificate(authorityFile)
        .build();
    pay = new BlockingAmazonPay(new AmazonPay(settings));
    charges = pay.charges();
    url = pay.baseUrl() + "/charges/" + CHARGE + "/capture";
  }

  @Override
  public String signature() {
    var key = Map.of("x-amz-pay-idempotency-key", Keys.next());
    return pay.signedHeaders("POST", url, BODY, key).get("authorization");
  }

  @Override
  public String capture() {
    var amount = new Money(new BigDecimal("20.00"), Currency.of("EUR"));
    var request = CaptureCharge.builder().captureAmount(amount).softDescriptor("KAFFE").build();
    return charges.capture(CHARGE, request).getValue().getChargeId();
  }

  /** Reads a charge: its id. */
  String read() {
    return charges.get(CHARGE).getValue().getChargeId();
  }
}
