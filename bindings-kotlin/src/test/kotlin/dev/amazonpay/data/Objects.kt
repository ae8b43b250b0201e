package dev.amazonpay.data

import com.google.gson.JsonArray
import com.google.gson.JsonElement
import com.google.gson.JsonNull
import com.google.gson.JsonObject
import com.google.gson.JsonParser
import com.google.gson.JsonPrimitive
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import java.lang.reflect.Modifier
import java.math.BigDecimal
import java.net.URI
import java.time.Instant

/** What an object says under a name, by its properties and the fields that its version does not know; null for nothing. */
internal fun property(of: Any?, name: String): Any? = when (of) {
    null -> null
    is JsonObject -> of[name]?.takeUnless { it.isJsonNull }
    is List<*> -> of.getOrNull(name.toInt())
    is JsonArray -> of.get(name.toInt())
    is Map<*, *> -> of[name]
    else -> properties(of).entries.firstOrNull { plain(it.key) == plain(name) }?.value ?: unknownFields(of)[name]
}

/** What a path of names and numbers leads to. */
internal fun at(of: Any?, path: String): Any? = path.split('.').fold(of, ::property)

private fun properties(of: Any): Map<String, Any?> = of.javaClass.declaredFields
    .filter { !Modifier.isStatic(it.modifiers) && it.name != "unknownFields" }
    .associate { field ->
        val getter = "get" + field.name.replaceFirstChar(Char::uppercase)
        val method = of.javaClass.methods.first {
            (it.name == getter || it.name == field.name) && it.parameterCount == 0
        }
        field.name to method.invoke(of)
    }

private fun unknownFields(of: Any): JsonObject {
    val text = of.javaClass.methods.firstOrNull { it.name == "getUnknownFields" }?.invoke(of) as String?
    return if (text.isNullOrEmpty()) JsonObject() else JsonParser.parseString(text).asJsonObject
}

/** The text on the wire of a value of an enum; null for anything else. */
private fun wire(value: Any): String? = if (value.javaClass.superclass ==
    Any::class.java
) {
    null
} else {
    value.javaClass.getMethod("getValue").invoke(value) as String
}

/** Asserts that an object says what its JSON says, and nothing beyond. */
internal fun assertSays(found: Any?, json: JsonElement, path: String = "object") {
    when {
        json is JsonNull -> assertTrue(isEmpty(found), "$path is $found")

        json is JsonArray -> {
            val items = if (found is JsonArray) found.toList() else found as List<*>
            assertEquals(json.size(), items.size, path)
            json.forEachIndexed { index, item -> assertSays(items[index], item, "$path[$index]") }
        }

        found is JsonElement -> assertEquals(json, found, path)

        json is JsonObject -> {
            assertTrue(found != null, "$path is not there")
            for ((name, value) in json.entrySet()) assertSays(property(found, name), value, "$path.$name")
            if (found is Map<*, *>) return assertEquals(json.keySet(), found.keys, path)
            val names = json.keySet().map(::plain)
            val others = properties(found!!).filter { plain(it.key) !in names }
            for ((name, value) in others) assertTrue(isEmpty(value), "$path.$name is $value")
            assertTrue(json.keySet().containsAll(unknownFields(found).keySet()), path)
        }

        else -> assertPrimitive(found, json as JsonPrimitive, path)
    }
}

private fun assertPrimitive(found: Any?, json: JsonPrimitive, path: String) {
    val expected = json.asString
    when (found) {
        null -> throw AssertionError("$path is not there, expected $expected")
        is Instant -> assertEquals(expected, if (json.isNumber) found.epochSecond.toString() else text(found), path)
        is BigDecimal -> assertEquals(BigDecimal(expected), found, path)
        is String, is URI -> assertEquals(expected, found.toString(), path)
        is Boolean, is Number -> assertEquals(expected, found.toString(), path)
        is Enum<*> -> assertEquals(plain(expected), plain(found.name), path)
        else -> assertEquals(expected, wire(found), path)
    }
}

private fun isEmpty(value: Any?): Boolean = when (value) {
    null, "", 0, 0L, false -> true
    is Collection<*> -> value.isEmpty()
    is Map<*, *> -> value.isEmpty()
    is Instant, is Number, is String, is URI, is Boolean, is Enum<*> -> false
    else -> if (wire(value) == null) properties(value).values.all(::isEmpty) else wire(value) == ""
}
