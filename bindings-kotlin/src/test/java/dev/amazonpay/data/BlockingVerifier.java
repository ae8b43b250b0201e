package dev.amazonpay.data;

import dev.amazonpay.Notification;
import dev.amazonpay.jvm.BlockingNotificationVerifier;
import dev.amazonpay.jvm.BlockingVerifiedNotification;

/** A verifier whose methods block. */
record BlockingVerifier(BlockingNotificationVerifier verifier) implements Verifier<BlockingVerifiedNotification> {
  @Override
  public BlockingVerifiedNotification verify(byte[] body) {
    return verifier.verify(body);
  }

  @Override
  public BlockingVerifiedNotification verify(byte[] body, String certificate) {
    return verifier.verify(body, certificate);
  }

  @Override
  public void confirmSubscription(BlockingVerifiedNotification verified) {
    verifier.confirmSubscription(verified);
  }

  @Override
  public Notification content(BlockingVerifiedNotification verified) {
    return verified.content();
  }

  @Override
  public void close() {
    verifier.close();
  }
}
