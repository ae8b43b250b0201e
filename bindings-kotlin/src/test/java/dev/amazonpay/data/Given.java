package dev.amazonpay.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.amazonpay.CallOptions;
import java.util.List;
import java.util.function.Function;

/** What a vector or a scenario gives to a call; null where it gives nothing. */
public record Given(List<String> path, JsonElement query, JsonElement body, JsonObject options) {
  String path(int index) {
    return path.get(index);
  }

  <T> T query(Function<JsonElement, T> make) {
    return make.apply(query == null ? new JsonObject() : query);
  }

  <T> T body(Function<JsonElement, T> make) {
    return make.apply(body == null ? new JsonObject() : body);
  }

  CallOptions callOptions() {
    return options == null ? null : Records.callOptions(options);
  }

  /** Asserts that the method takes all of it. */
  void fits(int parameters, boolean takesQuery, boolean takesBody) {
    assertEquals(parameters, path.size(), "parameters of the path");
    assertEquals(true, takesQuery || query == null, "a query is given, and none is taken");
    assertEquals(true, takesBody || body == null, "a body is given, and none is taken");
  }
}
