package dev.amazonpay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.amazonpay.jvm.AsyncAmazonPay;
import dev.amazonpay.jvm.AsyncSandbox;
import dev.amazonpay.jvm.BlockingAmazonPay;
import dev.amazonpay.jvm.BlockingSandbox;
import dev.amazonpay.jvm.BlockingSigner;
import dev.amazonpay.model.CaptureCharge;
import dev.amazonpay.model.ChargeState;
import dev.amazonpay.model.CompleteCheckoutSession;
import dev.amazonpay.model.CreateCheckoutSession;
import dev.amazonpay.model.CreateReport;
import dev.amazonpay.model.Currency;
import dev.amazonpay.model.ListReports;
import dev.amazonpay.model.Money;
import dev.amazonpay.model.PaymentDetails;
import dev.amazonpay.model.PaymentIntent;
import dev.amazonpay.model.Region;
import dev.amazonpay.model.ReportType;
import dev.amazonpay.model.UpdateCheckoutSession;
import dev.amazonpay.model.WebCheckoutDetails;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** A shop in Java: builders, calls that block, futures, exceptions, a signer. */
class JavaShopTest {
  private static final Money PRICE = new Money(new BigDecimal("49.90"), Currency.Eur.INSTANCE);
  private static final String CHARGE = "S02-9876543-1234567-C123456";

  private static void act(BlockingSandbox sandbox, String path, String body) {
    ControlAnswer answer = sandbox.control("POST", "/_sandbox/" + path, body);
    assertEquals(200, answer.getStatus(), answer.getBody());
  }

  @Test
  void anOrderIsPaidAndCaptured() {
    try (BlockingSandbox sandbox = BlockingSandbox.start();
        BlockingAmazonPay pay = sandbox.client()) {
      var sessions = pay.checkoutSessions();
      var create =
          CreateCheckoutSession.builder()
              .storeId(sandbox.credentials().getStoreId())
              .webCheckoutDetails(
                  WebCheckoutDetails.builder().checkoutReviewReturnUrl(URI.create("https://shop.example/review")).build())
              .build();
      String id = sessions.create(create).getValue().getCheckoutSessionId();
      act(sandbox, "buyer/checkout", "{\"checkoutSessionId\": \"" + id + "\", \"card\": \"1111\"}");
      sessions.update(
          id,
          UpdateCheckoutSession.builder()
              .webCheckoutDetails(
                  WebCheckoutDetails.builder().checkoutResultReturnUrl(URI.create("https://shop.example/result")).build())
              .paymentDetails(
                  PaymentDetails.builder()
                      .paymentIntent(PaymentIntent.Authorize.INSTANCE)
                      .chargeAmount(PRICE)
                      .build())
              .build());
      act(sandbox, "buyer/sessions/" + id + "/approve", "{}");
      String chargeId =
          sessions
              .complete(id, CompleteCheckoutSession.builder().chargeAmount(PRICE).build())
              .getValue()
              .getChargeId();
      var captured =
          pay.charges()
              .capture(
                  chargeId,
                  CaptureCharge.builder().captureAmount(PRICE).build(),
                  CallOptions.builder().idempotencyKey("capture-1001").maxRetries(2).build());
      assertInstanceOf(ChargeState.Captured.class, captured.getValue().getStatusDetails().getState());
      assertEquals("capture-1001", captured.getMeta().getIdempotencyKey());
      assertEquals(0, captured.getMeta().getRetries());
    }
  }

  @Test
  void whatIsRefusedIsAnUncheckedException() {
    try (BlockingSandbox sandbox = BlockingSandbox.start();
        BlockingAmazonPay pay = sandbox.client()) {
      var error = assertThrows(AmazonPayException.NotFound.class, () -> pay.charges().get(CHARGE));
      assertEquals("ResourceNotFound", error.getDetails().getReasonCode());
      assertEquals(404, error.getDetails().getStatus());
      assertTrue(error.getMessage().startsWith(error.getDetails().getRequestId()));
    }
  }

  @Test
  void futuresEndWithTheAnswerOrTheException() {
    AsyncSandbox sandbox = AsyncSandbox.start().join();
    AsyncAmazonPay pay = sandbox.client().join();
    var report = CreateReport.builder().reportType(ReportType.SandboxSettlement.INSTANCE).build();
    String reportId =
        pay.reports()
            .create(report)
            .thenCompose(created -> pay.reports().get(created.getValue().getReportId()))
            .join()
            .getValue()
            .getReportId();
    assertTrue(!reportId.isEmpty());
    var failed = assertThrows(CompletionException.class, () -> pay.charges().get(CHARGE).join());
    assertInstanceOf(AmazonPayException.NotFound.class, failed.getCause());
    pay.close();
    sandbox.shutdown().join();
  }

  @Test
  void pagesAreIterated() {
    try (BlockingSandbox sandbox = BlockingSandbox.start();
        BlockingAmazonPay pay = sandbox.client()) {
      var report = CreateReport.builder().reportType(ReportType.SandboxSettlement.INSTANCE).build();
      for (int made = 0; made < 3; made++) {
        pay.reports().create(report);
      }
      List<Integer> sizes = new ArrayList<>();
      for (var page : pay.reports().list(ListReports.builder().pageSize(2).build())) {
        sizes.add(page.getValue().getReports().size());
      }
      assertEquals(List.of(2, 1), sizes);
      List<String> ids = new ArrayList<>();
      try (var pages = pay.reports().list(ListReports.builder().pageSize(2).build())) {
        for (var found : pages.items()) {
          ids.add(found.getReportId());
        }
      }
      assertEquals(3, Set.copyOf(ids).size());
    }
  }

  @Test
  void anObserverIsALambdaAndPatienceIsADuration() {
    Queue<Attempt> seen = new ConcurrentLinkedQueue<>();
    try (BlockingSandbox sandbox = BlockingSandbox.start();
        BlockingAmazonPay pay = sandbox.client(null, null, seen::add)) {
      var patience = Patience.builder().maxWait(Duration.ofSeconds(1)).build();
      assertThrows(AmazonPayException.NotFound.class, () -> pay.charges().waitFor(CHARGE, patience));
      assertEquals(List.of("charges.get"), seen.stream().map(Attempt::getOperation).toList());
    }
  }

  @Test
  void whatIsMissingIsNamed() {
    var error = assertThrows(IllegalArgumentException.class, () -> CaptureCharge.builder().build());
    assertEquals("CaptureCharge needs captureAmount", error.getMessage());
    var wrong =
        assertThrows(
            AmazonPayException.Configuration.class,
            () -> new AmazonPay(ClientSettings.builder().region(Region.EU).build()));
    assertEquals("public_key_id", wrong.getDetails().getField());
  }

  @Test
  void aBuilderOfAnObjectHasAllOfIt() throws Exception {
    var settings =
        ClientSettings.builder()
            .publicKeyId("SANDBOX-OPERATIONSVECTORSKEY")
            .privateKey(Files.readString(Path.of("../tests/vectors/keys/test-only-rsa-2048.pem")))
            .region(Region.EU)
            .build();
    var other = settings.toBuilder().region(Region.NA).build();
    assertEquals(settings.getPublicKeyId(), other.getPublicKeyId());
    try (var pay = new AmazonPay(other)) {
      assertEquals(Region.NA, pay.getRegion());
    }
  }

  @Test
  void aRequestOfJavasOwnClientIsSigned() throws Exception {
    try (BlockingSandbox sandbox = BlockingSandbox.start();
        BlockingAmazonPay pay = sandbox.client()) {
      String url = pay.baseUrl() + "/charges/" + CHARGE;
      Map<String, String> signed = pay.signedHeaders("GET", url);
      var found = sent("GET", url, null, signed);
      assertEquals(404, found.statusCode(), found.body());
      assertTrue(found.body().contains("ResourceNotFound"), found.body());

      String body = "{\"captureAmount\":{\"amount\":\"49.90\",\"currencyCode\":\"EUR\"}}";
      Map<String, String> headers = new HashMap<>(Map.of("x-amz-pay-idempotency-key", "capture-1001"));
      headers.putAll(pay.signedHeaders("POST", url + "/capture", body, headers));
      assertEquals(404, sent("POST", url + "/capture", body, headers).statusCode());
      // It is good for what was signed alone.
      var refused = sent("POST", url + "/capture", body.replace("49.90", "4.99"), headers);
      assertEquals(403, refused.statusCode(), refused.body());
      assertTrue(refused.body().contains("InvalidRequestSignature"), refused.body());
    }
  }

  private static HttpResponse<String> sent(String method, String url, String body, Map<String, String> headers)
      throws Exception {
    var publisher = body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body);
    var request = HttpRequest.newBuilder(URI.create(url)).version(Version.HTTP_1_1).method(method, publisher);
    headers.forEach(request::header);
    return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
  }

  @Test
  void aSignerInJavaSigns() {
    try (BlockingSandbox sandbox = BlockingSandbox.start()) {
      var key = SignerTest.Companion.javaKey(sandbox.credentials().getPrivateKey());
      var signer =
          new BlockingSigner((algorithm, message) -> SignerTest.Companion.javaSignature(key, message));
      try (BlockingAmazonPay pay = sandbox.client(null, signer)) {
        assertThrows(AmazonPayException.NotFound.class, () -> pay.charges().get(CHARGE));
      }
      var failing =
          new BlockingSigner(
              (algorithm, message) -> {
                throw new CallbackException.Failed("the key service is closed on Sundays");
              });
      try (BlockingAmazonPay pay = sandbox.client(null, failing)) {
        var error = assertThrows(AmazonPayException.Signing.class, () -> pay.charges().get(CHARGE));
        assertTrue(error.getMessage().contains("closed on Sundays"), error.getMessage());
        assertNull(error.getDetails().getStatus());
      }
    }
  }
}
