package dev.amazonpay.data

import com.google.gson.JsonObject
import com.google.gson.JsonPrimitive
import dev.amazonpay.ClientSettings
import dev.amazonpay.jvm.BlockingAmazonPay
import dev.amazonpay.model.Money
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.DynamicTest.dynamicTest
import org.junit.jupiter.api.TestFactory

/** What neither Kotlin nor Java says, as reflection over the package's types finds. */
class NotToBeWrittenTest {
    @TestFactory
    fun `options that no method takes`(): List<DynamicTest> = each("options") { case ->
        val given = givenBy(case)
        refusingClient(case).use {
            val calls = TypedCalls(BlockingAmazonPay(it))
            calls.call(case["operation"].asString, given.path, given.query, given.body, given.options)
        }
    }

    @TestFactory
    fun `settings that no record holds`(): List<DynamicTest> =
        each("configuration") { case -> settings(settingsOf("configuration", case)) }

    @TestFactory
    fun `amounts that are none`(): List<DynamicTest> =
        each("amounts") { case -> unwrapped { TypedValues.make(Money::class.java, moneyOf(case)) } }

    private fun each(file: String, run: (JsonObject) -> Any?): List<DynamicTest> =
        cases(file).filter { it["name"].asString in NOT_TO_BE_WRITTEN }.map { case ->
            dynamicTest(case["name"].asString) {
                assertThrows(NotOfTheType::class.java, { run(case) }, "it can be written: take it from the list")
            }
        }

    /** The client's settings by the core's names. Times are numbers of seconds. */
    private fun settings(given: JsonObject): Any {
        val fields = ClientSettings::class.java.declaredFields
        val texts = fields.filter { it.type == String::class.java }.map { plain(it.name) }
        for ((name, value) in given.entrySet()) {
            // Spelt as Kotlin does, it would be the setting's name.
            if (name.any(Char::isUpperCase)) throw NotOfTheType("the core has no setting $name")
            val isNumber = value is JsonPrimitive && value.isNumber
            if (isNumber && plain(name) in texts) throw NotOfTheType("$name is a text")
        }
        return unwrapped { TypedValues.record(ClientSettings::class.java, given) }
    }
}

/** What neither Kotlin nor Java says, and why. None of it may come true. */
internal val NOT_TO_BE_WRITTEN = mapOf(
    "no path parameter" to "a method has a parameter for each",
    "a path parameter too many" to "a method has a parameter for each",
    "a path parameter for an operation without one" to "a method has a parameter for each",
    "an operation that does not exist" to "an operation is a method",
    "an operation in another spelling" to "an operation is a method",
    "a body for a GET" to "the method takes none",
    "a body that is a list" to "a request is a record",
    "a text for a flag" to "a flag is a Boolean",
    "an amount that is no number" to "an amount is a BigDecimal",
    "a number for the public key id" to "it is a String",
    "an unknown region" to "Region has three values",
    "a host for the region" to "Region has three values",
    "an empty region" to "Region has three values",
    "a list for a setting" to "Region has three values",
    "an unknown environment" to "Environment has two values",
    "an unknown algorithm" to "Algorithm has two values",
    "a time-out as a text" to "a time is a Duration",
    "half a retry" to "the number of retries is an Int",
    "an unknown setting" to "a setting is a property",
    "a misspelt setting" to "publicKeyId is how it is spelt here",
    "an empty amount" to "an amount is a BigDecimal",
    "words" to "an amount is a BigDecimal",
    "a comma for the point" to "an amount is a BigDecimal",
    "a thousands separator" to "an amount is a BigDecimal",
    "a currency sign" to "an amount is a BigDecimal",
    "an exponent" to "BigDecimal reads it, and sends 1000",
    "a space" to "an amount is a BigDecimal",
    "two points" to "an amount is a BigDecimal",
    "not a number" to "a BigDecimal is one",
    "infinity" to "a BigDecimal is finite",
    "full-width digits" to "BigDecimal reads them, and sends 12",
    "hexadecimal" to "an amount is a BigDecimal",
    "a plus sign" to "BigDecimal reads it, and sends 1.00",
    "a point alone" to "an amount is a BigDecimal",
    "an underscore" to "an amount is a BigDecimal",
)
