package dev.amazonpay.data;

import dev.amazonpay.Envelope;
import dev.amazonpay.Notification;
import java.util.HashMap;
import java.util.Map;

/** What a notification says to Java: what it is by its class, all else by getters. */
final class Content {
  private Content() {}

  static Map<String, Object> of(Notification content) {
    if (content instanceof Notification.Ipn ipn) {
      var said = envelope("Notification", ipn.getEnvelope());
      said.put("subject", ipn.getSubject());
      said.put("message", ipn.getMessage());
      return said;
    }
    if (content instanceof Notification.SubscriptionConfirmation question) {
      return envelope("SubscriptionConfirmation", question.getEnvelope());
    }
    if (content instanceof Notification.UnsubscribeConfirmation question) {
      return envelope("UnsubscribeConfirmation", question.getEnvelope());
    }
    throw new AssertionError("no class of Java's for " + content);
  }

  private static Map<String, Object> envelope(String type, Envelope envelope) {
    Map<String, Object> said = new HashMap<>();
    said.put("type", type);
    said.put("messageId", envelope.getMessageId());
    said.put("topicArn", envelope.getTopicArn());
    said.put("timestamp", envelope.getTimestamp());
    said.put("signatureVersion", envelope.getSignatureVersion().name());
    return said;
  }
}
