package dev.amazonpay.data

import com.google.gson.JsonArray
import com.google.gson.JsonElement
import com.google.gson.JsonObject
import com.google.gson.JsonPrimitive
import java.lang.reflect.Method
import java.lang.reflect.Modifier
import java.lang.reflect.ParameterizedType
import java.lang.reflect.Type
import java.math.BigDecimal
import java.net.URI
import java.time.Instant
import java.time.LocalDateTime
import java.time.ZoneOffset
import java.time.format.DateTimeFormatter

private val AMAZONS_TIME = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'")

/** Amazon's ways to write a moment, and ISO 8601's. */
internal fun moment(text: String): Instant = when {
    text.contains('-') -> Instant.parse(text)
    text.contains('T') -> LocalDateTime.parse(text, AMAZONS_TIME).toInstant(ZoneOffset.UTC)
    else -> Instant.ofEpochSecond(text.toLong())
}

internal fun text(moment: Instant): String = AMAZONS_TIME.format(moment.atOffset(ZoneOffset.UTC))

/** `CheckTheId`, `CHECK_THE_ID` and `check_the_id` are one name in three languages. */
internal fun plain(name: String): String = name.filter(Char::isLetterOrDigit).lowercase()

/** Makes what a typed method takes of the JSON in the shared files, by the builders and enums that users have. */
internal object TypedValues {
    fun make(type: Type, json: JsonElement): Any? = when {
        json.isJsonNull -> null
        type is ParameterizedType -> collection(type, json)
        else -> single(type as Class<*>, json)
    }

    private fun collection(type: ParameterizedType, json: JsonElement): Any {
        // Kotlin's `List<out T>` is a wildcard of Java's.
        val items = type.actualTypeArguments.last().let {
            (it as? java.lang.reflect.WildcardType)?.upperBounds?.first()
                ?: it
        }
        return when (json) {
            is JsonArray -> json.map { make(items, it) }
            else -> json.asJsonObject.entrySet().associate { it.key to make(items, it.value) }
        }
    }

    private fun single(type: Class<*>, json: JsonElement): Any = when {
        type == String::class.java -> if (json is JsonPrimitive) json.asString else json.toString()
        type == BigDecimal::class.java -> BigDecimal(json.asString)
        type == URI::class.java -> URI(json.asString)
        type == Instant::class.java -> moment(json.asString)
        type == Boolean::class.java || type == Boolean::class.javaObjectType -> json.asBoolean
        type == Int::class.java || type == Int::class.javaObjectType -> json.asInt
        type == Long::class.java || type == Long::class.javaObjectType -> json.asLong
        type.isEnum -> type.enumConstants.first { plain((it as Enum<*>).name) == plain(json.asString) }
        Modifier.isAbstract(type.modifiers) -> openEnum(type, json.asString)
        else -> record(type, json.asJsonObject)
    }

    private fun openEnum(type: Class<*>, wire: String): Any =
        type.getMethod("of", String::class.java).invoke(null, wire)

    /** By its builder; by its constructor where all of it has to be there. What it has no name for are unknown fields. */
    fun record(type: Class<*>, json: JsonObject): Any {
        val builder = type.methods.firstOrNull { it.name == "builder" }?.invoke(null) ?: return whole(type, json)
        val unknown = JsonObject()
        for ((name, value) in json.entrySet()) {
            val setter = setter(builder.javaClass, name)
            if (setter ==
                null
            ) {
                unknown.add(name, value)
            } else {
                setter.invoke(builder, make(setter.genericParameterTypes[0], value))
            }
        }
        if (unknown.size() > 0) setter(builder.javaClass, "unknownFields")!!.invoke(builder, unknown.toString())
        return builder.javaClass.getMethod("build").invoke(builder)
    }

    private fun setter(builder: Class<*>, name: String): Method? = builder.methods.firstOrNull {
        plain(it.name) == plain(name) && it.parameterCount == 1 &&
            it.returnType == builder
    }

    private fun whole(type: Class<*>, json: JsonObject): Any {
        val constructor = type.constructors.single()
        val names = type.declaredFields.filter { it.name != "Companion" }.map { it.name }
        val values = names.mapIndexed { index, name ->
            make(
                constructor.genericParameterTypes[index],
                json[name] ?: throw AssertionError("$type needs $name: $json"),
            )
        }
        return constructor.newInstance(*values.toTypedArray())
    }
}
