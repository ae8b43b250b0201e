package dev.amazonpay.data;

import dev.amazonpay.ControlAnswer;
import dev.amazonpay.Notification;
import dev.amazonpay.SandboxCredentials;
import dev.amazonpay.model.Button;
import dev.amazonpay.model.ButtonRequest;

/** A client with the sandbox that it calls, and the verifier of what that sends: what a scenario needs of a view. */
public interface Merchant extends Calls, AutoCloseable {
  SandboxCredentials credentials();

  Button button(ButtonRequest request);

  ControlAnswer control(String path, String body);

  /** Returns when all notifications that are due have been delivered. */
  void notificationsSettled();

  Notification verified(byte[] body);

  @Override
  void close();
}
