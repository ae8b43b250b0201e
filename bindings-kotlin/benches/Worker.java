package dev.amazonpay.bench;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.json.JSONArray;
import org.json.JSONObject;

/**
 * The Java half of `make bench`: works as it is told in lines of JSON, and answers in lines of JSON what it took.
 *
 * The other half (tests/bench/kotlin.rs) says what and judges. Both clients are in this one process.
 *
 * Worker ENDPOINT TLS_ENDPOINT KEY_FILE AUTHORITY_FILE
 */
final class Worker {
  private static final com.sun.management.OperatingSystemMXBean SYSTEM =
      (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private final Amazonpay reader;
  private final Amazonpay amazonpay;
  private final Official official;

  private Worker(String endpoint, String tlsEndpoint, String keyFile, String authorityFile) throws Exception {
    reader = new Amazonpay(endpoint, keyFile, authorityFile);
    amazonpay = new Amazonpay(tlsEndpoint, keyFile, authorityFile);
    official = new Official(tlsEndpoint, keyFile);
  }

  public static void main(String[] arguments) throws Exception {
    trust(Path.of(arguments[3]));
    var worker = new Worker(arguments[0], arguments[1], arguments[2], arguments[3]);
    System.out.println(new JSONObject().put("java", Runtime.version().toString()));
    var orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (var line = orders.readLine(); line != null; line = orders.readLine()) {
      System.out.println(worker.answer(new JSONObject(line)));
    }
  }

  private Object answer(JSONObject order) throws Exception {
    var count = order.getInt("count");
    if (order.getString("work").equals("reads")) {
      return reads(count);
    }
    var client = order.getString("client").equals("amazonpay") ? amazonpay : official;
    Callable<?> work = switch (order.getString("work")) {
      case "signatures" -> () -> signed(client);
      case "captures" -> () -> captured(client);
      default -> throw new IllegalArgumentException(order.toString());
    };
    return taken(work, count, order.getInt("threads"));
  }

  private static String signed(Client client) throws Exception {
    var signature = client.signature();
    if (!signature.startsWith("AMZN-PAY-RSASSA-PSS-V2 ")) {
      throw new IllegalStateException("signed " + signature);
    }
    return signature;
  }

  private static String captured(Client client) throws Exception {
    return expected(client.capture());
  }

  private static String expected(String id) {
    if (!id.equals(Client.CHARGE)) {
      throw new IllegalStateException("expected " + Client.CHARGE + ", found " + id);
    }
    return id;
  }

  /** What each of some calls takes, one after another, in microseconds. */
  private JSONArray reads(int count) {
    var took = new JSONArray();
    for (var call = 0; call < count; call++) {
      var began = System.nanoTime();
      var id = reader.read();
      took.put((System.nanoTime() - began) / 1e3);
      expected(id);
    }
    return took;
  }

  /** Does it so often on so many threads: the time on the clock and the process's processor time, in seconds. */
  private static JSONObject taken(Callable<?> work, int count, int threads) throws Exception {
    var left = new AtomicInteger(count);
    var pool = Executors.newFixedThreadPool(threads);
    try {
      var began = System.nanoTime();
      var used = SYSTEM.getProcessCpuTime();
      var running = new ArrayList<Future<?>>();
      for (var thread = 0; thread < threads; thread++) {
        running.add(pool.submit(() -> {
          while (left.getAndDecrement() > 0) {
            work.call();
          }
          return null;
        }));
      }
      for (var one : running) {
        one.get();
      }
      return new JSONObject()
          .put("clock", (System.nanoTime() - began) / 1e9)
          .put("cpu", (SYSTEM.getProcessCpuTime() - used) / 1e9);
    } finally {
      pool.shutdown();
    }
  }

  /** Makes this process trust an authority, the only way to tell the official SDK of one; ours has a setting. */
  private static void trust(Path authority) throws Exception {
    var certificate = CertificateFactory.getInstance("X.509")
        .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(authority)));
    var store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("authority", certificate);
    var file = authority.resolveSibling("authority.p12");
    try (var output = Files.newOutputStream(file)) {
      store.store(output, "authority".toCharArray());
    }
    System.setProperty("javax.net.ssl.trustStore", file.toString());
    System.setProperty("javax.net.ssl.trustStorePassword", "authority");
    System.setProperty("javax.net.ssl.trustStoreType", "PKCS12");
  }
}
