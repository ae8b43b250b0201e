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
import java.time.Duration
import java.time.Instant
import java.time.LocalDateTime
import java.time.ZoneOffset
import java.time.format.DateTimeFormatter

private val NUMBERS = setOf(
    BigDecimal::class.java,
    Duration::class.java,
    Int::class.java,
    Int::class.javaObjectType,
    Long::class.java,
    Long::class.javaObjectType,
)

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

/** What no value of a type says: a compiler refuses it before any test could. */
internal class NotOfTheType(words: String) : AssertionError(words)

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
        return when {
            json is JsonArray && type.rawType == List::class.java -> json.map { make(items, it) }

            json is JsonObject && type.rawType == Map::class.java -> json.entrySet()
                .associate { it.key to make(items, it.value) }

            else -> throw NotOfTheType("$type is no $json")
        }
    }

    private fun single(type: Class<*>, json: JsonElement): Any = when {
        type == String::class.java -> text(json)
        type == Boolean::class.java || type == Boolean::class.javaObjectType -> flag(json)
        type.isEnum -> closedEnum(type, json)
        Modifier.isAbstract(type.modifiers) -> openEnum(type, text(json))
        type in NUMBERS -> number(type, json)
        type == URI::class.java -> URI(json.asString)
        type == Instant::class.java -> moment(json.asString)
        else -> record(type, json as? JsonObject ?: throw NotOfTheType("$type is no $json"))
    }

    /** A field of any JSON is text too. */
    private fun text(json: JsonElement): String = when {
        json !is JsonPrimitive -> json.toString()
        json.isBoolean -> throw NotOfTheType("$json is no text")
        else -> json.asString
    }

    private fun flag(json: JsonElement): Boolean =
        if (json is JsonPrimitive && json.isBoolean) json.asBoolean else throw NotOfTheType("$json is no flag")

    private fun number(type: Class<*>, json: JsonElement): Any {
        val written = (json as? JsonPrimitive)?.takeUnless { it.isBoolean }?.asString
        val number = written?.toBigDecimalOrNull()
        // An amount stands in a text, as itself: `1e3` and digits of another script are numbers, and read otherwise.
        val isIt = number != null && (type == BigDecimal::class.java && json.isString) != json.isNumber
        if (!isIt || number.toString() != written) throw NotOfTheType("$type is no $json")
        return when (type) {
            BigDecimal::class.java -> number
            Duration::class.java -> Duration.ofNanos(number.movePointRight(9).longValueExact())
            Long::class.java, Long::class.javaObjectType -> whole(number).longValueExact()
            else -> whole(number).intValueExact()
        }
    }

    private fun whole(number: BigDecimal): BigDecimal =
        if (number.stripTrailingZeros().scale() <= 0) number else throw NotOfTheType("$number is no whole number")

    private fun closedEnum(type: Class<*>, json: JsonElement): Any {
        val name = plain((json as? JsonPrimitive)?.asString.orEmpty())
        return type.enumConstants.firstOrNull { plain((it as Enum<*>).name) == name }
            ?: throw NotOfTheType("$type has no $json")
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
        if (unknown.size() > 0) {
            val setter = setter(builder.javaClass, "unknownFields") ?: throw NotOfTheType("$type has no $unknown")
            setter.invoke(builder, unknown.toString())
        }
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
