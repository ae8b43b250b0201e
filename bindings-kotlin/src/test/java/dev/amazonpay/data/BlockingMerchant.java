package dev.amazonpay.data;

import dev.amazonpay.AmazonPay;
import dev.amazonpay.ClientSettings;
import dev.amazonpay.ControlAnswer;
import dev.amazonpay.Notification;
import dev.amazonpay.SandboxCredentials;
import dev.amazonpay.jvm.BlockingAmazonPay;
import dev.amazonpay.jvm.BlockingNotificationVerifier;
import dev.amazonpay.jvm.BlockingSandbox;
import dev.amazonpay.model.Button;
import dev.amazonpay.model.ButtonRequest;

/** A merchant whose calls block. */
final class BlockingMerchant implements Merchant {
  private final BlockingSandbox sandbox;
  private final BlockingAmazonPay pay;
  private final BlockingNotificationVerifier verifier;

  BlockingMerchant(String settings, ClientSettings client) {
    sandbox = BlockingSandbox.start(settings);
    pay = sandbox.client(client);
    verifier = sandbox.notificationVerifier();
  }

  /** A client as this view has it. */
  static Calls calls(AmazonPay pay) {
    var view = new BlockingAmazonPay(pay);
    return (operation, given) -> BlockingCalls.call(view, operation, given);
  }

  @Override
  public Answer call(String operation, Given given) {
    return BlockingCalls.call(pay, operation, given);
  }

  @Override
  public SandboxCredentials credentials() {
    return sandbox.credentials();
  }

  @Override
  public Button button(ButtonRequest request) {
    return pay.button(request);
  }

  @Override
  public ControlAnswer control(String path, String body) {
    return sandbox.control("POST", path, body);
  }

  @Override
  public void notificationsSettled() {
    sandbox.notificationsSettled();
  }

  @Override
  public Notification verified(byte[] body) {
    try (var verified = verifier.verify(body)) {
      return verified.content();
    }
  }

  @Override
  public void close() {
    verifier.close();
    pay.close();
    sandbox.shutdown();
    sandbox.close();
  }
}
