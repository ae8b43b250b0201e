package dev.amazonpay.installed;

import dev.amazonpay.ClientSettings;
import dev.amazonpay.Visit;
import dev.amazonpay.jvm.BlockingSandbox;
import dev.amazonpay.model.CaptureCharge;
import dev.amazonpay.model.CompleteCheckoutSession;
import dev.amazonpay.model.CreateCheckoutSession;
import dev.amazonpay.model.Currency;
import dev.amazonpay.model.Money;
import dev.amazonpay.model.PaymentDetails;
import dev.amazonpay.model.PaymentIntent;
import dev.amazonpay.model.UpdateCheckoutSession;
import dev.amazonpay.model.WebCheckoutDetails;
import java.math.BigDecimal;
import java.net.URI;

/** Takes a payment: what scripts/kotlin_package.sh compiles and runs against the jar, in a project that has nothing else. */
public final class Shop {
  private Shop() {}

  public static void main(String[] arguments) {
    var price = new Money(new BigDecimal("49.90"), Currency.of("EUR"));
    try (var sandbox = BlockingSandbox.start();
        var pay = sandbox.client(ClientSettings.builder().userAgentSuffix("installed/1").build())) {
      var review = WebCheckoutDetails.builder().checkoutReviewReturnUrl(URI.create("https://shop.example/review")).build();
      var create = CreateCheckoutSession.builder().storeId(sandbox.credentials().getStoreId());
      var created = pay.checkoutSessions().create(create.webCheckoutDetails(review).build());
      String id = created.getValue().getCheckoutSessionId();
      sandbox.buyer().checkout(id, Visit.builder().card("1111").build());
      var result = WebCheckoutDetails.builder().checkoutResultReturnUrl(URI.create("https://shop.example/result")).build();
      var details = PaymentDetails.builder().paymentIntent(PaymentIntent.Authorize.INSTANCE).chargeAmount(price);
      var update = UpdateCheckoutSession.builder().webCheckoutDetails(result).paymentDetails(details.build());
      pay.checkoutSessions().update(id, update.build());
      sandbox.buyer().approve(id);
      var complete = CompleteCheckoutSession.builder().chargeAmount(price).build();
      String chargeId = pay.checkoutSessions().complete(id, complete).getValue().getChargeId();
      var captured = pay.charges().capture(chargeId, CaptureCharge.builder().captureAmount(price).build());
      System.out.println(captured.getValue().getStatusDetails().getState().getValue());
    }
  }
}
