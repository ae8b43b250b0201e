package dev.amazonpay.interop;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import org.json.JSONObject;

/** The sandbox's program, as `cargo build` makes it, in a process of its own: one for all tests. */
final class SandboxProcess {
  /** The folder that `cargo build` puts programs in; scripts/interop.sh names it. */
  static final Path PROGRAMS = Path.of(System.getenv("AMAZONPAY_PROGRAMS"));

  static final SandboxProcess SANDBOX = start();

  /** What `amazonpay-sandbox serve --json` prints when it is ready. */
  private final JSONObject ready;

  /** A trust store with the sandbox's authority alone. */
  private final Path trustStore;

  private final HttpClient http = HttpClient.newHttpClient();

  private SandboxProcess(JSONObject ready) throws IOException, GeneralSecurityException {
    this.ready = ready;
    trustStore = Files.createTempFile("sandbox", ".p12");
    trustStore.toFile().deleteOnExit();
    var certificate = new ByteArrayInputStream(text("ca_pem").getBytes(StandardCharsets.US_ASCII));
    var store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("sandbox", CertificateFactory.getInstance("X.509").generateCertificate(certificate));
    try (var file = Files.newOutputStream(trustStore)) {
      store.store(file, "sandbox".toCharArray());
    }
  }

  private static SandboxProcess start() {
    try {
      var program = PROGRAMS.resolve("amazonpay-sandbox").toString();
      var builder = new ProcessBuilder(
          program, "serve", "--port", "0", "--tls-port", "0", "--accept-machine-time", "--json");
      // Refused signatures and certificates are part of the tests.
      builder.environment().put("RUST_LOG", "error");
      builder.redirectError(ProcessBuilder.Redirect.INHERIT);
      var process = builder.start();
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
      var line = process.inputReader(StandardCharsets.UTF_8).readLine();
      if (line == null) {
        throw new IllegalStateException(program + " ended with " + process.waitFor());
      }
      return new SandboxProcess(new JSONObject(line));
    } catch (IOException | GeneralSecurityException | InterruptedException error) {
      throw new IllegalStateException(error);
    }
  }

  /** A value of what it printed when it was ready. */
  String text(String name) {
    return ready.getString(name);
  }

  /** The host and port that it speaks TLS on. */
  String tlsAuthority() {
    return URI.create(text("tls_url")).getAuthority();
  }

  /** Makes all clients made from now on trust the sandbox's authority and no other. */
  void trust() {
    System.setProperty("javax.net.ssl.trustStore", trustStore.toString());
    System.setProperty("javax.net.ssl.trustStorePassword", "sandbox");
    System.setProperty("javax.net.ssl.trustStoreType", "PKCS12");
  }

  /** Makes all clients made from now on trust the authorities that Java comes with. */
  void distrust() {
    System.clearProperty("javax.net.ssl.trustStore");
    System.clearProperty("javax.net.ssl.trustStorePassword");
    System.clearProperty("javax.net.ssl.trustStoreType");
  }

  /** Calls the control API, `path` below `/_sandbox/`, and hands back its JSON; empty for nothing. */
  JSONObject control(String method, String path, JSONObject body) {
    var request = HttpRequest.newBuilder(URI.create(text("url")).resolve("/_sandbox/" + path))
        .header("content-type", "application/json")
        .method(method, body == null ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(body.toString()))
        .build();
    try {
      var answer = http.send(request, BodyHandlers.ofString());
      if (answer.statusCode() >= 300) {
        throw new ControlRefusal(method + " /_sandbox/" + path + ": " + answer.statusCode() + " " + answer.body());
      }
      return answer.body().isEmpty() ? new JSONObject() : new JSONObject(answer.body());
    } catch (IOException | InterruptedException error) {
      throw new IllegalStateException(error);
    }
  }

  /** What the control API said no to. */
  static final class ControlRefusal extends RuntimeException {
    ControlRefusal(String message) {
      super(message);
    }
  }
}
