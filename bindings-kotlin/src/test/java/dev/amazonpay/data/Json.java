package dev.amazonpay.data;

import com.google.gson.JsonElement;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Reads the values that a record is made of, as they stand in the shared files. */
final class Json {
  private Json() {}

  /** A text; of anything else its JSON. */
  static String text(JsonElement json) {
    return json.isJsonPrimitive() ? json.getAsString() : json.toString();
  }

  static URI address(JsonElement json) {
    return URI.create(json.getAsString());
  }

  static Instant moment(JsonElement json) {
    return TypedValuesKt.moment(json.getAsString());
  }

  static Duration seconds(JsonElement json) {
    return Duration.ofNanos(json.getAsBigDecimal().movePointRight(9).longValueExact());
  }

  static <T> Function<JsonElement, List<T>> list(Function<JsonElement, T> item) {
    return json -> {
      List<T> items = new ArrayList<>();
      json.getAsJsonArray().forEach(found -> items.add(item.apply(found)));
      return items;
    };
  }

  static <T> Function<JsonElement, Map<String, T>> map(Function<JsonElement, T> value) {
    return json -> {
      Map<String, T> entries = new LinkedHashMap<>();
      json.getAsJsonObject().entrySet().forEach(entry -> entries.put(entry.getKey(), value.apply(entry.getValue())));
      return entries;
    };
  }

  /** The value of a closed enum by its name, however that is written. */
  static <E extends Enum<E>> E named(JsonElement json, E[] values) {
    for (E value : values) {
      if (TypedValuesKt.plain(value.name()).equals(TypedValuesKt.plain(json.getAsString()))) {
        return value;
      }
    }
    throw new AssertionError("no " + json);
  }
}
