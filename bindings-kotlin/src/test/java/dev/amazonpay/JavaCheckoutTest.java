package dev.amazonpay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.amazonpay.jvm.AsyncCheckout;
import dev.amazonpay.jvm.BlockingCheckout;
import dev.amazonpay.jvm.BlockingCheckoutBackend;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** An app's checkout in Java, whose back end is code that blocks. */
class JavaCheckoutTest {
  private static final CheckoutLinks LINKS =
      CheckoutLinks.builder().review("https://shop.example/app/review").result("https://shop.example/app/result").build();
  private static final String ORDER = "{\"cartId\": \"17\"}";

  @Test
  void aCheckoutIsStartedByABackEndInJava() {
    var backend =
        new BlockingCheckoutBackend(
            (step, body) -> {
              assertEquals(CheckoutStep.START, step);
              assertTrue(body.contains("\"cartId\""), body);
              return new BackendAnswer(200, "{\"url\": \"https://shop.example/pay\"}");
            });
    try (var checkout = new BlockingCheckout(new Checkout(LINKS, backend))) {
      var state = assertInstanceOf(CheckoutState.BuyerAtAmazon.class, checkout.start(ORDER));
      assertEquals("https://shop.example/pay", state.getUrl().toString());
    }
  }

  @Test
  void aBackEndThatIsNotReachedIsAnException() {
    var backend =
        new BlockingCheckoutBackend(
            (step, body) -> {
              throw new BackendException.Unreachable("the shop is closed on Sundays");
            });
    try (var checkout = new BlockingCheckout(new Checkout(LINKS, backend))) {
      var error = assertThrows(CheckoutException.Unreachable.class, () -> checkout.start(ORDER));
      assertTrue(error.getMessage().contains("closed on Sundays"), error.getMessage());
    }
    try (var checkout = new AsyncCheckout(new Checkout(LINKS, backend))) {
      var error = assertThrows(CompletionException.class, () -> checkout.start(ORDER).join());
      assertInstanceOf(CheckoutException.Unreachable.class, error.getCause());
    }
  }
}
