package dev.amazonpay.data

import com.google.gson.JsonNull
import com.google.gson.JsonObject
import dev.amazonpay.AmazonPay
import dev.amazonpay.AmazonPayException
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.DynamicTest.dynamicTest
import org.junit.jupiter.api.TestFactory
import java.nio.file.Path
import java.time.Duration

/** Answers over a socket and the errors that they become in one view of the client, as in every language. */
abstract class BadAnswersProof {
    private val responses = parsed(Path.of("../tests/vectors/bad-input/responses.json"))
    private val hidden = responses["hidden"].asJsonArray.map { it.asString }

    /** The view that is proved. */
    protected abstract fun calls(pay: AmazonPay): Calls

    /** A call that failed, and what its exception says to the language of the view. */
    private class Failed(val error: AmazonPayException, val said: Map<String, Any?>)

    @TestFactory
    fun `answers that no client should get`(): List<DynamicTest> = each(responses, "cases") { case ->
        val operation = case["operation"]?.asString ?: "charges.get"
        val attemptTimeout = Duration.ofMillis(case["attemptTimeoutMs"]?.asLong ?: 10_000)
        val maxResponseBytes = case["maxResponseBytes"]?.asLong ?: 4096
        val failed = failed(operation, case["answer"].asJsonObject, attemptTimeout, maxResponseBytes)
        val error = failed.error
        val expected = case["expected"].asJsonObject
        assertEquals(plain(expected["kind"].asString), failed.said["kind"])
        assertEquals(expected["message"].asString, error.message)
        assertEquals((expected["outcomeUnknown"]?.asBoolean ?: false).toString(), failed.said["outcomeUnknown"])
        val shown = generateSequence<Throwable>(error) { it.cause }.joinToString { "$it" } + error.details
        for (word in hidden) assertFalse(shown.contains(word), "it shows $word: $shown")
    }

    @TestFactory
    fun `each reason code and status is its error`(): List<DynamicTest> =
        each(parsed(Path.of("../tests/vectors/errors.json")), "answers") { case ->
            val failed = failed(case["operation"].asString, case)
            val error = failed.error
            val expected = case["expected"].asJsonObject
            if (!expected.has("retryAfterSeconds")) expected.add("retryAfterSeconds", JsonNull.INSTANCE)
            expected.add("status", case["status"])
            assertFails(expected, error, failed.said)
            val begins = expected["requestId"].takeUnless { it.isJsonNull }?.asString ?: "no request id"
            assertTrue(error.message.startsWith(begins), error.message)
            assertEquals(case["body"].asString, error.details.rawBody?.decodeToString())
        }

    private fun failed(
        operation: String,
        answer: JsonObject,
        attemptTimeout: Duration? = null,
        maxResponseBytes: Long? = null,
    ): Failed {
        val call = callOf(operation)
        val path = call["pathParameters"]?.asJsonArray?.map { it.asString }.orEmpty()
        val options = JsonObject().apply {
            addProperty("maxRetries", 0)
            if (operation == "charges.capture") addProperty("idempotencyKey", "capture-1001")
        }
        return AnsweringServer(bytesOf(answer)).use { server ->
            val pay = vectorsClient(server.url) {
                copy(
                    connectTimeout = attemptTimeout,
                    attemptTimeout = attemptTimeout,
                    maxResponseBytes = maxResponseBytes,
                )
            }
            pay.use {
                val calls = calls(it)
                val given = Given(path, call["query"], call["body"], options)
                val error = assertThrows(AmazonPayException::class.java) { calls.call(operation, given) }
                Failed(error, calls.failure(error))
            }
        }
    }
}

/** The answers as a Kotlin shop sees them. */
class BadAnswersTest : BadAnswersProof() {
    override fun calls(pay: AmazonPay): Calls = SuspendCalls(pay)
}

/** A test of each case that a file has under a name. */
internal fun each(file: JsonObject, name: String, run: (JsonObject) -> Unit): List<DynamicTest> =
    file[name].asJsonArray.map { it.asJsonObject }.map { case -> dynamicTest(case["name"].asString) { run(case) } }

/** Asserts that an error is as a shared file says, which has those names alone that it speaks of. */
internal fun assertFails(expected: JsonObject, error: AmazonPayException, found: Map<String, Any?> = failure(error)) {
    for ((name, value) in expected.entrySet()) {
        assertTrue(name in found, "no error tells $name")
        assertEquals(expectedFailure(name, value), found[name], "$name of ${error.message}")
    }
}
