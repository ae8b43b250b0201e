package dev.amazonpay.data;

import dev.amazonpay.AmazonPayException;
import java.util.HashMap;
import java.util.Map;

/** What an exception says to Java: its class by its catch clause, all else by getters. */
final class Failure {
  private Failure() {}

  static Map<String, Object> of(AmazonPayException error) {
    var details = error.getDetails();
    Map<String, Object> said = new HashMap<>();
    said.put("kind", TypedValuesKt.plain(Kinds.of(error)));
    said.put("status", text(details.getStatus()));
    said.put("reasonCode", details.getReasonCode());
    said.put("requestId", details.getRequestId());
    said.put("advice", details.getAdvice() == null ? null : TypedValuesKt.plain(details.getAdvice().name()));
    said.put("retries", text(details.getRetries()));
    said.put("retryable", text(details.isRetryable()));
    said.put("outcomeUnknown", text(details.getOutcomeUnknown()));
    said.put("idempotencyKey", details.getIdempotencyKey());
    said.put("refusal", details.getRefusal() == null ? null : TypedValuesKt.plain(details.getRefusal().name()));
    var pause = details.getRetryAfter();
    said.put("retryAfterSeconds", pause == null ? null : text(pause.getSeconds()));
    return said;
  }

  private static String text(Object value) {
    return value == null ? null : value.toString();
  }
}
