package dev.amazonpay.readme;

import dev.amazonpay.*;
import dev.amazonpay.jvm.*;
import dev.amazonpay.model.*;
import java.math.BigDecimal;
import java.net.URI;

/** What the README shows in Java. */
final class JavaReadme {
  private JavaReadme() {}

  static void main() {
    try (var sandbox = BlockingSandbox.start(); var pay = sandbox.client()) {
      var review = WebCheckoutDetails.builder().checkoutReviewReturnUrl(URI.create("https://shop.example/review")).build();
      var create = CreateCheckoutSession.builder()
          .storeId(sandbox.credentials().getStoreId())
          .webCheckoutDetails(review)
          .build();
      String id = pay.checkoutSessions().create(create).getValue().getCheckoutSessionId();
      System.out.println(pay.checkoutSessions().get(id).getValue().getStatusDetails().getState()); // Open

      try {
        var total = new Money(new BigDecimal("42.00"), Currency.of("EUR"));
        pay.checkoutSessions().complete(id, CompleteCheckoutSession.builder().chargeAmount(total).build());
      } catch (AmazonPayException error) {
        System.out.println(error.getDetails().getReasonCode()); // the buyer has not paid
      }
    }
  }
}
