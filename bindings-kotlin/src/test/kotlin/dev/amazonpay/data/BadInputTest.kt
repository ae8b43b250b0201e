package dev.amazonpay.data

import com.google.gson.JsonElement
import com.google.gson.JsonObject
import com.google.gson.JsonPrimitive
import dev.amazonpay.AmazonPay
import dev.amazonpay.AmazonPayException
import dev.amazonpay.checkMoney
import dev.amazonpay.jvm.BlockingAmazonPay
import dev.amazonpay.model.Money
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestFactory
import java.nio.file.Path

/** What is wrong before anything is sent, in the very words of the vectors. */
class BadInputTest {
    @TestFactory
    fun `options are refused before anything is sent`(): List<DynamicTest> {
        val file = vectors("options")
        val hidden = file["hidden"].asJsonArray.map { it.asString }
        return refused(file, hidden) { case ->
            // Nobody listens there: what is sent after all is another error.
            val merchant = case["publicKeyId"]?.asString
            val pay = vectorsClient("http://127.0.0.1:1") { copy(publicKeyId = merchant ?: publicKeyId) }
            val path = case["pathParameters"]?.asJsonArray?.map { it.asString }.orEmpty()
            val options = case["options"]?.asJsonObject
            val milliseconds = options?.remove("timeoutMs")?.asBigDecimal
            if (milliseconds != null) options.addProperty("timeout", milliseconds.movePointLeft(3))
            pay.use {
                TypedCalls(BlockingAmazonPay(it)).call(case["operation"].asString, path, null, case["body"], options)
            }
        }
    }

    @TestFactory
    fun `settings are refused`(): List<DynamicTest> = refusedSettings("configuration")

    @TestFactory
    fun `keys are refused`(): List<DynamicTest> = refusedSettings("keys")

    @TestFactory
    fun `amounts are refused`(): List<DynamicTest> = refused(vectors("amounts"), emptyList()) { case ->
        val money = JsonObject()
        money.add("amount", case["amount"])
        money.add("currencyCode", case["currency"])
        checkMoney(unwrapped { TypedValues.make(Money::class.java, money) } as Money)
    }

    private fun refusedSettings(name: String): List<DynamicTest> {
        val file = vectors(name)
        return refused(file, SECRETS) { case ->
            val given = file["base"].asJsonObject.deepCopy()
            for ((setting, value) in case["settings"].asJsonObject.entrySet()) given.add(setting, value)
            for ((setting, value) in given.entrySet().toList()) given.add(setting, withKeys(value))
            AmazonPay(settings(given)).close()
        }
    }

    private fun refused(file: JsonObject, hidden: List<String>, run: (JsonObject) -> Unit): List<DynamicTest> =
        each(file, "cases") { case ->
            val name = case["name"].asString
            if (name in NOT_TO_BE_WRITTEN) {
                assertThrows(NotOfTheType::class.java, { run(case) }, "it can be written: take it from the list")
                return@each
            }
            val begins = IN_OTHER_WORDS[name]
            val error = if (begins != null) {
                assertThrows(IllegalArgumentException::class.java) { run(case) }
            } else {
                assertThrows(AmazonPayException.Configuration::class.java) { run(case) }
            }
            assertEquals(begins ?: case["expected"].asString.replace("{keys}", KEYS), error.message)
            for (word in hidden) assertFalse("$error".contains(word), "it shows $word")
        }

    @Test
    fun `each case that has a reason of its own is there`() {
        val names = listOf("options", "configuration", "keys", "amounts").flatMap { file ->
            vectors(file)["cases"].asJsonArray.map { it.asJsonObject["name"].asString }
        }
        assertTrue(names.containsAll(NOT_TO_BE_WRITTEN.keys + IN_OTHER_WORDS.keys))
    }

    private fun vectors(name: String): JsonObject = parsed(Path.of("../tests/vectors/bad-input/$name.json"))

    private fun withKeys(value: JsonElement): JsonElement =
        if (value is JsonPrimitive && value.isString) JsonPrimitive(value.asString.replace("{keys}", KEYS)) else value

    private companion object {
        const val KEYS = "../tests/vectors/keys"

        /** Pass phrases and passwords of the cases, and what keys begin with. */
        val SECRETS = listOf("hunter2", "\"wrong\"", "MIIE")

        /** What no Kotlin says, and why. None of it may come true. */
        val NOT_TO_BE_WRITTEN = mapOf(
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

        /** What records refuse when they are made, with Java's own exception; Kotlin's compiler refuses the first two. */
        val IN_OTHER_WORDS = mapOf(
            "no body for a POST" to "CaptureCharge needs captureAmount",
            "a body without what is required" to "CaptureCharge needs captureAmount",
            "a negative time-out" to "totalTimeout: expected a time of 0 or more, got PT-1S",
            "more digits than any amount" to
                "amount: expected an amount of at most 18 digits, got 1111111111111111111111111111111111111111",
            "a negative number of retries" to "maxRetries: expected a number of 0 or more, got -1",
        )
    }
}
