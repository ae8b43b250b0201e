package dev.amazonpay.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.amazonpay.model.Advice;
import dev.amazonpay.model.ChargePermissionReasonCode;
import dev.amazonpay.model.ChargeReasonCode;
import dev.amazonpay.model.CheckoutSessionReasonCode;
import dev.amazonpay.model.RefundReasonCode;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What to do about the reason of a state, asked for in Java. */
class JavaStateReasonsTest extends StateReasonsProof {
  @Override
  protected Map<String, Function<String, Advice>> objects() {
    return Map.of(
        "Charge", reason -> ChargeReasonCode.of(reason).getAdvice(),
        "Refund", reason -> RefundReasonCode.of(reason).getAdvice(),
        "ChargePermission", reason -> ChargePermissionReasonCode.of(reason).getAdvice(),
        "CheckoutSession", reason -> CheckoutSessionReasonCode.of(reason).getAdvice());
  }

  @Test
  void aReasonThatIsKnownHasItsAdviceToo() {
    assertEquals(Advice.RETRY_LATER, ChargeReasonCode.SoftDeclined.INSTANCE.getAdvice());
  }
}
