package dev.amazonpay.data

import com.google.gson.JsonArray
import com.google.gson.JsonObject
import com.google.gson.JsonPrimitive
import dev.amazonpay.AmazonPayException
import dev.amazonpay.Notification
import dev.amazonpay.NotificationSettings
import dev.amazonpay.NotificationVerifier
import dev.amazonpay.Sandbox
import dev.amazonpay.VerifiedNotification
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.AfterAll
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.BeforeAll
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.DynamicTest.dynamicTest
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestFactory
import org.junit.jupiter.api.TestInstance
import java.nio.file.Path
import java.time.Duration
import java.time.Instant
import java.util.HexFormat
import javax.net.ssl.TrustManagerFactory
import javax.net.ssl.X509TrustManager

/** The vectors of notifications, each with the certificate from a real TLS server that stands in for SNS, and given. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NotificationVectorsTest {
    private val accepted = parsed(Path.of("../tests/vectors/notifications/accepted.json"))
    private val refused = parsed(Path.of("../tests/vectors/notifications/refused.json"))
    private lateinit var sandbox: Sandbox
    private lateinit var hosts: Map<String, SnsHost>

    @BeforeAll
    fun start() = runBlocking {
        sandbox = Sandbox.start()
        sandbox.clock.freeze()
        hosts = SnsHost.all()
    }

    @AfterAll
    fun stop() {
        hosts.values.forEach(SnsHost::close)
        sandbox.close()
    }

    private fun cases(file: JsonObject) = file["cases"].asJsonArray.map { it.asJsonObject }

    private fun each(file: JsonObject, play: suspend (Ready, JsonObject) -> Unit) = cases(file).map { case ->
        dynamicTest(case["name"].asString) { runBlocking { play(ready(file, case), case) } }
    }

    /** A case that is set up: what SNS serves, how it is reached, and the certificate that can be given instead. */
    private class Ready(
        val host: SnsHost,
        val settings: NotificationSettings,
        val certificate: String?,
        val body: ByteArray,
        val hidden: List<String>,
    )

    private suspend fun ready(file: JsonObject, case: JsonObject): Ready {
        sandbox.clock.set(Instant.parse((case["clock"] ?: file["clock"]).asString))
        val served = case["served"]?.asJsonObject
        val text = if (served == null) pem(case["certificate"] ?: JsonPrimitive("sns")) else served["text"]?.asString
        val host = serving(served ?: JsonObject().apply { addProperty("text", text) })
        // What the caller could hand in as well.
        val certificate = text.takeIf { served?.has("certificate") != true }
        val hidden = file["hidden"].asJsonArray.map { it.asString }
        return Ready(
            host,
            host.reach(settings(case["settings"]?.asJsonObject ?: JsonObject())),
            certificate,
            body(case),
            hidden,
        )
    }

    private fun serving(served: JsonObject): SnsHost {
        val closed = "closed".takeIf { served["closed"]?.asBoolean == true }
        return hosts.getValue(closed ?: served["tls"]?.asString ?: "").apply { answer = answerOf(served) }
    }

    private fun settings(given: JsonObject): NotificationSettings {
        val intermediates = given["intermediates"]?.asJsonArray ?: JsonArray().apply { add("intermediate") }
        val roots = given["roots"]
        return NotificationSettings(
            allowedTopics = given["allowedTopics"]?.asJsonArray?.map { it.asString },
            freshnessWindow = given["freshnessWindowSeconds"]?.asLong?.let(Duration::ofSeconds),
            timeout = given["timeoutMs"]?.asLong?.let(Duration::ofMillis),
            maxBodyBytes = given["maxBodyBytes"]?.asInt,
            maxCertificateBytes = given["maxCertificateBytes"]?.asInt,
            rootCertificates = if (roots?.isJsonNull == true) rootsOfTheWeb else pem(roots ?: JsonPrimitive("root")),
            intermediateCertificates = if (intermediates.isEmpty) null else pem(intermediates),
        )
    }

    private val rootsOfTheWeb by lazy {
        val trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm())
        trust.init(null as java.security.KeyStore?)
        val issuers = trust.trustManagers.filterIsInstance<X509TrustManager>().single().acceptedIssuers
        issuers.joinToString("") { pem(it.encoded) }
    }

    private fun body(case: JsonObject): ByteArray {
        case["bodyHex"]?.let { return HexFormat.of().parseHex(it.asString) }
        val repeated = case["bodyRepeat"]?.asJsonObject ?: return case["body"]?.asString.orEmpty().toByteArray()
        val text = repeated["filler"].asString.repeat(repeated["times"].asInt)
        return (repeated["prefix"].asString + text + repeated["suffix"].asString).toByteArray()
    }

    @TestFactory
    fun `what is accepted`(): List<DynamicTest> = each(accepted) { ready, case ->
        val before = ready.host.requests.get()
        val verifier = sandbox.notificationVerifier(ready.settings)
        val expected = case["expected"].asJsonObject
        assertSaid(expected, verifier.verify(ready.body), ready.hidden)
        assertSaid(expected, verifier.verify(ready.body), ready.hidden)
        assertEquals(case["fetches"].asInt, ready.host.requests.get() - before, "the second time it is known")
        assertSaid(expected, verifier.verify(ready.body, ready.certificate), ready.hidden)
    }

    private fun assertSaid(expected: JsonObject, found: VerifiedNotification, hidden: List<String>) {
        val content = found.content()
        val (type, envelope) = when (content) {
            is Notification.Ipn -> "Notification" to content.envelope
            is Notification.SubscriptionConfirmation -> "SubscriptionConfirmation" to content.envelope
            is Notification.UnsubscribeConfirmation -> "UnsubscribeConfirmation" to content.envelope
        }
        assertEquals(expected["type"].asString, type)
        assertEquals(expected["messageId"].asString, envelope.messageId)
        assertEquals(expected["topicArn"].asString, envelope.topicArn)
        assertEquals(Instant.parse(expected["timestamp"].asString), envelope.timestamp)
        assertEquals("V${expected["signatureVersion"].asString}", envelope.signatureVersion.name)
        if (content is Notification.Ipn) {
            assertEquals(expected["subject"].takeUnless { it.isJsonNull }?.asString, content.subject)
            assertSays(content.message, expected["message"])
        }
        for (word in hidden) assertFalse(content.toString().contains(word), content.toString())
    }

    @TestFactory
    fun `what is refused`(): List<DynamicTest> = each(refused) { ready, case ->
        val before = ready.host.requests.get()
        val verifier = sandbox.notificationVerifier(ready.settings)
        if (case["confirm"]?.asBoolean == true) {
            assertNotConfirmed(ready, verifier, case)
        } else {
            assertRefused(ready, case) { verifier.verify(ready.body) }
            assertEquals(case["fetches"]?.asInt ?: 0, ready.host.requests.get() - before)
            if (ready.certificate != null) assertRefused(ready, case) { verifier.verify(ready.body, ready.certificate) }
        }
    }

    private suspend fun assertNotConfirmed(ready: Ready, verifier: NotificationVerifier, case: JsonObject) {
        val question = verifier.verify(ready.body)
        val sns = serving(case["confirmationServed"]?.asJsonObject ?: JsonObject())
        val asked = sns.requests.get()
        val confirming = sandbox.notificationVerifier(sns.reach(ready.settings))
        assertRefused(ready, case) { confirming.confirmSubscription(question) }
        assertEquals(case["confirmations"].asInt, sns.requests.get() - asked)
    }

    /** An expected message that ends with an ellipsis goes on with words of TLS or the system. */
    private suspend fun assertRefused(ready: Ready, case: JsonObject, work: suspend () -> Any) {
        val error = runCatching { work() }.exceptionOrNull()
        assertTrue(error is AmazonPayException.Notification, error.toString())
        val expected = case["expected"].asJsonObject
        val details = (error as AmazonPayException).details
        assertEquals(plain(expected["kind"].asString), plain(details.refusal!!.name))
        assertEquals(expected["retryable"].asBoolean, details.isRetryable)
        val words = expected["message"].asString
        val begins = words.removeSuffix("…")
        assertEquals(begins, if (begins == words) details.message else details.message.take(begins.length))
        for (word in ready.hidden) assertFalse(error.toString().contains(word), word)
    }

    @Test
    fun `there are 295 of them`() = assertEquals(295, cases(accepted).size + cases(refused).size)
}
