package dev.amazonpay.data;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.function.Consumer;
import java.util.function.Function;

/** The fields of a record's JSON, each of which is taken once. */
final class Fields {
  private final JsonObject left;
  private final String record;

  Fields(JsonElement json, String record) {
    this.left = json.getAsJsonObject().deepCopy();
    this.record = record;
  }

  /** Hands a field to its setter, when it is there. */
  <T> void set(String name, Function<JsonElement, T> read, Consumer<T> setter) {
    var value = take(name);
    if (value != null && !value.isJsonNull()) {
      setter.accept(read.apply(value));
    }
  }

  <T> T needed(String name, Function<JsonElement, T> read) {
    var value = take(name);
    if (value == null) {
      throw new AssertionError(record + " needs " + name + ": " + left);
    }
    return read.apply(value);
  }

  private JsonElement take(String name) {
    for (var key : left.keySet()) {
      if (TypedValuesKt.plain(key).equals(TypedValuesKt.plain(name))) {
        return left.remove(key);
      }
    }
    return null;
  }

  /** What the record has no name for, as JSON; nothing when there is none. */
  String others() {
    return left.isEmpty() ? "" : left.toString();
  }

  void end() {
    if (!left.isEmpty()) {
      throw new AssertionError(record + " has no " + left.keySet());
    }
  }
}
