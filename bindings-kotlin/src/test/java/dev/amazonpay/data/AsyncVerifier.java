package dev.amazonpay.data;

import static dev.amazonpay.data.AsyncMerchant.joined;

import dev.amazonpay.Notification;
import dev.amazonpay.jvm.AsyncNotificationVerifier;
import dev.amazonpay.jvm.AsyncVerifiedNotification;

/** A verifier whose calls are futures. */
record AsyncVerifier(AsyncNotificationVerifier verifier) implements Verifier<AsyncVerifiedNotification> {
  @Override
  public AsyncVerifiedNotification verify(byte[] body) {
    return joined(verifier.verify(body));
  }

  @Override
  public AsyncVerifiedNotification verify(byte[] body, String certificate) {
    return joined(verifier.verify(body, certificate));
  }

  @Override
  public void confirmSubscription(AsyncVerifiedNotification verified) {
    joined(verifier.confirmSubscription(verified));
  }

  @Override
  public Notification content(AsyncVerifiedNotification verified) {
    return verified.content();
  }

  @Override
  public void close() {
    verifier.close();
  }
}
