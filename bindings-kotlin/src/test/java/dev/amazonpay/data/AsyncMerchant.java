package dev.amazonpay.data;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.amazonpay.AmazonPay;
import dev.amazonpay.AmazonPayException;
import dev.amazonpay.ClientSettings;
import dev.amazonpay.ControlAnswer;
import dev.amazonpay.Notification;
import dev.amazonpay.SandboxCredentials;
import dev.amazonpay.jvm.AsyncAmazonPay;
import dev.amazonpay.jvm.AsyncNotificationVerifier;
import dev.amazonpay.jvm.AsyncSandbox;
import dev.amazonpay.model.Button;
import dev.amazonpay.model.ButtonRequest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A merchant whose calls are futures. */
final class AsyncMerchant implements Merchant {
  private final AsyncSandbox sandbox;
  private final AsyncAmazonPay pay;
  private final AsyncNotificationVerifier verifier;

  AsyncMerchant(String settings, ClientSettings client) {
    sandbox = AsyncSandbox.start(settings).join();
    pay = sandbox.client(client).join();
    verifier = sandbox.notificationVerifier();
  }

  /** What a future gives. Whatever it fails with has to be the cause of what {@code join} throws, and Amazon Pay's. */
  static <T> T joined(CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (CompletionException error) {
      throw assertInstanceOf(AmazonPayException.class, error.getCause());
    }
  }

  /** A client as this view has it. */
  static Calls calls(AmazonPay pay) {
    var view = new AsyncAmazonPay(pay);
    return (operation, given) -> joined(AsyncCalls.call(view, operation, given));
  }

  @Override
  public Answer call(String operation, Given given) {
    return joined(AsyncCalls.call(pay, operation, given));
  }

  @Override
  public SandboxCredentials credentials() {
    return joined(sandbox.credentials());
  }

  @Override
  public Button button(ButtonRequest request) {
    return joined(pay.button(request));
  }

  @Override
  public ControlAnswer control(String path, String body) {
    return joined(sandbox.control("POST", path, body));
  }

  @Override
  public void notificationsSettled() {
    joined(sandbox.notificationsSettled());
  }

  @Override
  public Notification verified(byte[] body) {
    try (var verified = joined(verifier.verify(body))) {
      return verified.content();
    }
  }

  @Override
  public void close() {
    verifier.close();
    pay.close();
    sandbox.shutdown().join();
    sandbox.close();
  }
}
