package dev.amazonpay.data;

import dev.amazonpay.AmazonPayException;
import dev.amazonpay.Notification;
import java.util.Map;

/**
 * A verifier of notifications, called as one of the package's views has it: by functions that suspend, methods that block, or
 * futures.
 *
 * @param <V> what the view calls a notification that was verified
 */
public interface Verifier<V extends AutoCloseable> extends AutoCloseable {
  /**
   * Verifies with the certificate that SNS serves.
   *
   * @throws AmazonPayException as the view has it
   */
  V verify(byte[] body);

  /**
   * Verifies with a certificate that is given; null for the one that SNS serves.
   *
   * @throws AmazonPayException as the view has it
   */
  V verify(byte[] body, String certificate);

  /**
   * Tells SNS that the topic's messages are wanted.
   *
   * @throws AmazonPayException as the view has it
   */
  void confirmSubscription(V verified);

  Notification content(V verified);

  /** What a notification says, under the names that the vectors have; here to Java. */
  default Map<String, Object> said(Notification content) {
    return Content.of(content);
  }

  /** What an exception says, under the names that the shared files have; here to Java. */
  default Map<String, Object> failure(AmazonPayException error) {
    return Failure.of(error);
  }

  @Override
  void close();
}
