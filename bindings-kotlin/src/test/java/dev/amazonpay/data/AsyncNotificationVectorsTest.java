package dev.amazonpay.data;

import dev.amazonpay.NotificationSettings;
import dev.amazonpay.Sandbox;
import dev.amazonpay.jvm.AsyncSandbox;
import dev.amazonpay.jvm.AsyncVerifiedNotification;

/** The vectors of notifications as a Java shop verifies, by futures. */
class AsyncNotificationVectorsTest extends NotificationsProof<AsyncVerifiedNotification> {
  @Override
  protected Verifier<AsyncVerifiedNotification> verifier(Sandbox sandbox, NotificationSettings settings) {
    return new AsyncVerifier(new AsyncSandbox(sandbox).notificationVerifier(settings));
  }
}
