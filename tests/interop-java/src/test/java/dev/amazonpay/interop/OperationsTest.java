package dev.amazonpay.interop;

import static dev.amazonpay.interop.SandboxProcess.PROGRAMS;
import static dev.amazonpay.interop.SandboxProcess.SANDBOX;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.TreeSet;
import org.json.JSONObject;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** After all others: whether the SDK was answered everything that there is. */
@Order(Integer.MAX_VALUE)
class OperationsTest {
  @Test
  void everyOperationWasAnsweredWithSuccess() throws IOException {
    var answered = new TreeSet<String>();
    for (var each : SANDBOX.control("GET", "requests?limit=1000", null).getJSONArray("requests")) {
      var request = (JSONObject) each;
      // Without a status it was never answered.
      if (request.optInt("status", 500) < 400 && !request.isNull("operation")) {
        answered.add(request.getString("operation"));
      }
    }
    assertEquals(operations(), answered);
  }

  /** The names in the table of operations, as our client prints them: the only list of them. */
  static TreeSet<String> operations() throws IOException {
    var program = new ProcessBuilder(PROGRAMS.resolve("interop-client").toString(), "--operations").start();
    var names = new TreeSet<String>();
    try (var lines = program.inputReader(StandardCharsets.UTF_8)) {
      lines.lines().forEach(line -> names.add(new JSONObject(line).getString("name")));
    }
    return names;
  }
}
