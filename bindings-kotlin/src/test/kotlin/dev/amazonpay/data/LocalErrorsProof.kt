package dev.amazonpay.data

import com.google.gson.JsonObject
import com.google.gson.JsonParser
import dev.amazonpay.AmazonPay
import dev.amazonpay.AmazonPayException
import dev.amazonpay.CallbackException
import dev.amazonpay.Sandbox
import dev.amazonpay.Signer
import dev.amazonpay.model.Algorithm
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.TestFactory
import java.nio.file.Path
import java.time.Duration

/**
 * What goes wrong without an answer of Amazon Pay's, and the errors that it becomes in one view of the client, as in every language.
 */
abstract class LocalErrorsProof {
    /** The view that is proved. */
    protected abstract fun calls(pay: AmazonPay): Calls

    @TestFactory
    fun `each cause is its error`(): List<DynamicTest> =
        each(parsed(Path.of("../tests/vectors/errors.json")), "local") { case ->
            val cause = case["cause"].asJsonObject
            val error = assertThrows(AmazonPayException::class.java) { runBlocking { provoke(cause) } }
            assertFails(case["expected"].asJsonObject, error, said(error))
            cause["message"]?.let { assertTrue(error.message.contains(it.asString), error.message) }
        }

    private fun said(error: AmazonPayException) = said(error, ::calls)

    private class OutOfOrder(private val words: String) : Signer {
        override suspend fun sign(algorithm: Algorithm, message: ByteArray) = throw CallbackException.Failed(words)
    }

    private suspend fun provoke(cause: JsonObject) {
        val isSent = cause["requestSent"]?.asBoolean == true
        when (cause["kind"].asString) {
            "settings" -> AmazonPay(Records.clientSettings(cause["settings"]))

            "signer" -> Sandbox.start().use { capture(it.client(signer = OutOfOrder(cause["message"].asString))) }

            "connection" if isSent -> capture(answered = ByteArray(0))

            "connection" -> capture(vectorsClient(AnsweringServer(null).apply(AnsweringServer::close).url))

            "timeout" if isSent -> capture(answered = null)

            // Nobody has told the client of the sandbox's authority.
            "tls" -> Sandbox.start().use { capture(vectorsClient(it.tlsUrl)) }

            "decoding" -> capture(answered = bytesOf(cause))

            else -> throw AssertionError("this cannot be provoked: $cause")
        }
    }

    /** A POST, once. */
    private fun capture(pay: AmazonPay) = pay.use {
        val body = JsonParser.parseString("""{"captureAmount": {"amount": "1.00", "currencyCode": "EUR"}}""")
        val once = JsonObject().apply { addProperty("maxRetries", 0) }
        calls(it).call("charges.capture", Given(listOf("S02-9876543-1234567-C123456"), null, body, once))
    }

    /** To a server that says these bytes and hangs up, or that says nothing for longer than the client waits. */
    private fun capture(answered: ByteArray?) = AnsweringServer(answered).use { server ->
        val patience = if (answered == null) Duration.ofSeconds(1) else null
        capture(vectorsClient(server.url) { copy(connectTimeout = patience, attemptTimeout = patience) })
    }
}

/** The causes as a Kotlin shop meets them. */
class LocalErrorsTest : LocalErrorsProof() {
    override fun calls(pay: AmazonPay): Calls = SuspendCalls(pay)
}

/** What an exception says to the language of a view, whichever client it is of. */
internal fun said(error: AmazonPayException, calls: (AmazonPay) -> Calls): Map<String, Any?> =
    vectorsClient("http://127.0.0.1:1").use { calls(it).failure(error) }
