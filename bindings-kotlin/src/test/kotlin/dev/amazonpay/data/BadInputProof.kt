package dev.amazonpay.data

import com.google.gson.JsonElement
import com.google.gson.JsonObject
import com.google.gson.JsonPrimitive
import dev.amazonpay.AmazonPay
import dev.amazonpay.AmazonPayException
import dev.amazonpay.checkMoney
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.DynamicTest.dynamicTest
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestFactory
import java.nio.file.Path

/**
 * What is wrong before anything is sent through one view of the client, in the very words of the vectors. Records are made by
 * their builders in Java.
 */
abstract class BadInputProof {
    /** The view that is proved. */
    protected abstract fun calls(pay: AmazonPay): Calls

    @TestFactory
    fun `options are refused before anything is sent`(): List<DynamicTest> {
        val hidden = vectors("options")["hidden"].asJsonArray.map { it.asString }
        return refused("options", hidden) { case ->
            refusingClient(case).use { calls(it).call(case["operation"].asString, givenBy(case)) }
        }
    }

    @TestFactory
    fun `settings are refused`(): List<DynamicTest> = refusedSettings("configuration")

    @TestFactory
    fun `keys are refused`(): List<DynamicTest> = refusedSettings("keys")

    @TestFactory
    fun `amounts are refused`(): List<DynamicTest> =
        refused("amounts", emptyList()) { case -> checkMoney(Records.money(moneyOf(case))) }

    private fun refusedSettings(name: String): List<DynamicTest> = refused(name, SECRETS) { case ->
        AmazonPay(Records.clientSettings(settingsOf(name, case))).use(::calls)
    }

    private fun refused(file: String, hidden: List<String>, run: (JsonObject) -> Unit): List<DynamicTest> =
        cases(file).filter { it["name"].asString !in NOT_TO_BE_WRITTEN }.map { case ->
            dynamicTest(case["name"].asString) {
                val begins = IN_OTHER_WORDS[case["name"].asString]
                val error = if (begins != null) {
                    assertThrows(IllegalArgumentException::class.java) { run(case) }
                } else {
                    assertThrows(AmazonPayException::class.java) { run(case) }.also {
                        assertEquals("configuration", said(it, ::calls)["kind"], it.message)
                    }
                }
                assertEquals(begins ?: case["expected"].asString.replace("{keys}", KEYS), error.message)
                for (word in hidden) assertFalse("$error".contains(word), "it shows $word")
            }
        }

    @Test
    fun `each case that has a reason of its own is there`() {
        val names = FILES.flatMap(::cases).map { it["name"].asString }
        assertTrue(names.containsAll(NOT_TO_BE_WRITTEN.keys + IN_OTHER_WORDS.keys))
    }
}

/** What is wrong as a Kotlin shop is told. */
class BadInputTest : BadInputProof() {
    override fun calls(pay: AmazonPay): Calls = SuspendCalls(pay)
}

private const val KEYS = "../tests/vectors/keys"

/** Pass phrases and passwords of the cases, and what keys begin with. */
private val SECRETS = listOf("hunter2", "\"wrong\"", "MIIE")

private val FILES = listOf("options", "configuration", "keys", "amounts")

private fun vectors(name: String): JsonObject = parsed(Path.of("../tests/vectors/bad-input/$name.json"))

internal fun cases(file: String): List<JsonObject> = vectors(file)["cases"].asJsonArray.map { it.asJsonObject }

/** A client at an address where nobody listens: what is sent after all is another error. */
internal fun refusingClient(case: JsonObject): AmazonPay =
    vectorsClient("http://127.0.0.1:1") { copy(publicKeyId = case["publicKeyId"]?.asString ?: publicKeyId) }

internal fun givenBy(case: JsonObject): Given {
    val path = case["pathParameters"]?.asJsonArray?.map { it.asString }.orEmpty()
    val options = case["options"]?.asJsonObject?.deepCopy()
    val milliseconds = options?.remove("timeoutMs")?.asBigDecimal
    if (milliseconds != null) options.addProperty("timeout", milliseconds.movePointLeft(3))
    return Given(path, null, case["body"], options)
}

internal fun settingsOf(file: String, case: JsonObject): JsonObject {
    val given = vectors(file)["base"].asJsonObject.deepCopy()
    for ((setting, value) in case["settings"].asJsonObject.entrySet()) given.add(setting, value)
    for ((setting, value) in given.entrySet().toList()) given.add(setting, withKeys(value))
    return given
}

private fun withKeys(value: JsonElement): JsonElement =
    if (value is JsonPrimitive && value.isString) JsonPrimitive(value.asString.replace("{keys}", KEYS)) else value

internal fun moneyOf(case: JsonObject) = JsonObject().apply {
    add("amount", case["amount"])
    add("currencyCode", case["currency"])
}

/** What records refuse when they are made, with Java's own exception; Kotlin's compiler refuses the first two. */
private val IN_OTHER_WORDS = mapOf(
    "no body for a POST" to "CaptureCharge needs captureAmount",
    "a body without what is required" to "CaptureCharge needs captureAmount",
    "a negative time-out" to "totalTimeout: expected a time of 0 or more, got PT-1S",
    "more digits than any amount" to
        "amount: expected an amount of at most 18 digits, got 1111111111111111111111111111111111111111",
    "a negative number of retries" to "maxRetries: expected a number of 0 or more, got -1",
)
