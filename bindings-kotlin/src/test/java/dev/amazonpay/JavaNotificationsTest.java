package dev.amazonpay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpServer;
import dev.amazonpay.jvm.AsyncSandbox;
import dev.amazonpay.jvm.BlockingSandbox;
import dev.amazonpay.model.NotificationErrorKind;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

/** What SNS delivers, verified in Java: nothing of Kotlin's is needed, and nothing inside of a view. */
class JavaNotificationsTest {
  private static final String SUBSCRIPTIONS = "/_sandbox/notifications/subscriptions";

  /** An endpoint that keeps what it is sent. */
  private static final class Endpoint implements AutoCloseable {
    private final HttpServer server;
    final BlockingQueue<byte[]> bodies = new LinkedBlockingQueue<>();

    Endpoint() throws Exception {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext(
          "/ipn",
          exchange -> {
            bodies.add(exchange.getRequestBody().readAllBytes());
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
          });
      server.start();
    }

    String url() {
      return "http://127.0.0.1:" + server.getAddress().getPort() + "/ipn";
    }

    /** What has the sandbox ask whether the endpoint wants to be told. */
    String question(SandboxCredentials merchant) {
      var question = new JsonObject();
      question.addProperty("merchantId", merchant.getMerchantId());
      question.addProperty("url", url());
      return question.toString();
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }

  private static boolean isConfirmed(ControlAnswer subscriptions) {
    var all = JsonParser.parseString(subscriptions.getBody()).getAsJsonObject().getAsJsonArray("subscriptions");
    assertEquals(1, all.size(), subscriptions.getBody());
    return all.get(0).getAsJsonObject().get("confirmed").getAsBoolean();
  }

  @Test
  void aSubscriptionIsConfirmedByWhatWasVerified() throws Exception {
    try (var endpoint = new Endpoint();
        var sandbox = BlockingSandbox.start();
        var verifier = sandbox.notificationVerifier()) {
      assertEquals(200, sandbox.control("POST", SUBSCRIPTIONS, endpoint.question(sandbox.credentials())).getStatus());
      sandbox.notificationsSettled();
      assertTrue(!isConfirmed(sandbox.control("GET", SUBSCRIPTIONS)));
      try (var verified = verifier.verify(endpoint.bodies.remove())) {
        assertInstanceOf(Notification.SubscriptionConfirmation.class, verified.content());
        verifier.confirmSubscription(verified);
      }
      assertTrue(isConfirmed(sandbox.control("GET", SUBSCRIPTIONS)));
    }
  }

  @Test
  void aSubscriptionIsConfirmedByAFutureOfNothing() throws Exception {
    try (var endpoint = new Endpoint();
        var sandbox = AsyncSandbox.start().join();
        var verifier = sandbox.notificationVerifier()) {
      sandbox.control("POST", SUBSCRIPTIONS, endpoint.question(sandbox.credentials().join())).join();
      Void settled = sandbox.notificationsSettled().join();
      assertNull(settled);
      Void confirmed =
          verifier
              .verify(endpoint.bodies.remove())
              .thenCompose(verified -> verifier.confirmSubscription(verified).whenComplete((done, error) -> verified.close()))
              .join();
      assertNull(confirmed);
      assertTrue(isConfirmed(sandbox.control("GET", SUBSCRIPTIONS).join()));
    }
  }

  @Test
  void aForgeryIsAnException() throws Exception {
    try (var sandbox = BlockingSandbox.start();
        var verifier = sandbox.notificationVerifier()) {
      var error = assertThrows(AmazonPayException.Notification.class, () -> verifier.verify("no envelope".getBytes()));
      assertEquals(NotificationErrorKind.MALFORMED_ENVELOPE, error.getDetails().getRefusal());
    }
    try (var sandbox = AsyncSandbox.start().join();
        var verifier = sandbox.notificationVerifier()) {
      var error = assertThrows(CompletionException.class, () -> verifier.verify("no envelope".getBytes()).join());
      assertInstanceOf(AmazonPayException.Notification.class, error.getCause());
    }
  }
}
