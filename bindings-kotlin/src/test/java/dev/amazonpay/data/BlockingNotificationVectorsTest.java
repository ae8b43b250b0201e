package dev.amazonpay.data;

import dev.amazonpay.NotificationSettings;
import dev.amazonpay.Sandbox;
import dev.amazonpay.jvm.BlockingSandbox;
import dev.amazonpay.jvm.BlockingVerifiedNotification;

/** The vectors of notifications as a Java shop verifies, by methods that block. */
class BlockingNotificationVectorsTest extends NotificationsProof<BlockingVerifiedNotification> {
  @Override
  protected Verifier<BlockingVerifiedNotification> verifier(Sandbox sandbox, NotificationSettings settings) {
    return new BlockingVerifier(new BlockingSandbox(sandbox).notificationVerifier(settings));
  }
}
