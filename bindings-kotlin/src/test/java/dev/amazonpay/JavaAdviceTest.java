package dev.amazonpay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.amazonpay.model.Advice;
import dev.amazonpay.model.ChargeReasonCode;
import org.junit.jupiter.api.Test;

/** What to do about the reason of a state, asked for in Java. */
class JavaAdviceTest {
  @Test
  void aReasonSaysWhatToDo() {
    assertEquals(Advice.RETRY_LATER, ChargeReasonCode.SoftDeclined.INSTANCE.getAdvice());
    assertEquals(Advice.NOTHING_TO_DO, ChargeReasonCode.of("BuyerCanceled").getAdvice());
    assertNull(ChargeReasonCode.of("AddedByAmazonLater").getAdvice());
  }
}
