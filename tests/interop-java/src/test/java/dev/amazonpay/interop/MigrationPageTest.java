package dev.amazonpay.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.amazon.pay.api.AccountManagementClient;
import com.amazon.pay.api.InstoreClient;
import com.amazon.pay.api.WebstoreClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The Kotlin package's page for those who come from the official SDK: it has all methods, and what it sends them to exists. */
class MigrationPageTest {
  private static final Path PAGE = Path.of("../../bindings-kotlin/docs/migration.md");
  private static final Pattern OPERATION = Pattern.compile("(?m)^\\| `(\\w+)` \\| `(\\w+)\\(\\)\\.(\\w+)` \\|$");
  private static final Pattern OTHER = Pattern.compile("(?m)^\\| `(\\w+)` \\| (?:`\\w+`|none)[^|]*\\|$");

  @Test
  void everyMethodHasARowAndEveryRowAnOperation() throws IOException {
    // The table above compares settings.
    var page = Files.readString(PAGE).split("(?m)^## The methods$")[1];
    var operations = OperationsTest.operations();
    var rows = new TreeMap<String, String>();
    var others = new TreeSet<String>();
    OPERATION.matcher(page).results().forEach(
        row -> rows.put(row.group(1), snake(row.group(2)) + "." + snake(row.group(3))));
    OTHER.matcher(page).results().forEach(row -> others.add(row.group(1)));
    rows.forEach((method, operation) -> assertTrue(operations.contains(operation), method + ": " + operation));

    var named = new TreeSet<>(others);
    named.addAll(rows.keySet());
    var methods = new TreeSet<String>();
    Stream.of(WebstoreClient.class, InstoreClient.class, AccountManagementClient.class)
        .flatMap(client -> Arrays.stream(client.getMethods()))
        .filter(method -> method.getDeclaringClass() != Object.class)
        .forEach(method -> methods.add(method.getName()));
    assertEquals(methods, named);

    operations.removeAll(rows.values());
    assertEquals("[stores.create, stores.update]", operations.toString());
  }

  private static String snake(String name) {
    return name.replaceAll("([A-Z])", "_$1").toLowerCase();
  }
}
