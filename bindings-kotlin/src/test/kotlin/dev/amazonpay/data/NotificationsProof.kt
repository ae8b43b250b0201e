package dev.amazonpay.data

import com.google.gson.JsonArray
import com.google.gson.JsonElement
import com.google.gson.JsonObject
import com.google.gson.JsonPrimitive
import dev.amazonpay.AmazonPayException
import dev.amazonpay.NotificationSettings
import dev.amazonpay.Sandbox
import dev.amazonpay.VerifiedNotification
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.AfterAll
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertThrows
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

/**
 * The vectors of notifications through one view of the verifier, each with the certificate from a real TLS server that stands in
 * for SNS, and given.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class NotificationsProof<V : AutoCloseable> {
    private val accepted = parsed(Path.of("../tests/vectors/notifications/accepted.json"))
    private val refused = parsed(Path.of("../tests/vectors/notifications/refused.json"))
    private lateinit var sandbox: Sandbox
    private lateinit var hosts: Map<String, SnsHost>

    /** The view that is proved. */
    protected abstract fun verifier(sandbox: Sandbox, settings: NotificationSettings): Verifier<V>

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

    private fun each(file: JsonObject, play: (Ready, Verifier<V>, JsonObject) -> Unit) = cases(file).map { case ->
        dynamicTest(case["name"].asString) {
            val ready = ready(file, case)
            verifier(sandbox, made(ready.settings)).use { play(ready, it, case) }
        }
    }

    private fun made(settings: JsonObject): NotificationSettings = Records.notificationSettings(settings)

    /** A case that is set up: what SNS serves, how it is reached, and the certificate that can be given instead. */
    private class Ready(
        val host: SnsHost,
        /** By the names that the package has. */
        val settings: JsonObject,
        val certificate: String?,
        val body: ByteArray,
        val hidden: List<String>,
    )

    private fun ready(file: JsonObject, case: JsonObject): Ready {
        runBlocking { sandbox.clock.set(Instant.parse((case["clock"] ?: file["clock"]).asString)) }
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

    private fun settings(given: JsonObject) = JsonObject().apply {
        fun seconds(milliseconds: JsonElement) = JsonPrimitive(milliseconds.asBigDecimal.movePointLeft(3))
        val intermediates = given["intermediates"]?.asJsonArray ?: JsonArray().apply { add("intermediate") }
        val roots = given["roots"]
        add("allowedTopics", given["allowedTopics"])
        add("freshnessWindow", given["freshnessWindowSeconds"])
        add("timeout", given["timeoutMs"]?.let(::seconds))
        add("maxBodyBytes", given["maxBodyBytes"])
        add("maxCertificateBytes", given["maxCertificateBytes"])
        addProperty(
            "rootCertificates",
            if (roots?.isJsonNull == true) rootsOfTheWeb else pem(roots ?: JsonPrimitive("root")),
        )
        if (!intermediates.isEmpty) addProperty("intermediateCertificates", pem(intermediates))
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
    fun `what is accepted`(): List<DynamicTest> = each(accepted) { ready, verifier, case ->
        val before = ready.host.requests.get()
        assertSaid(case, ready, verifier, verifier.verify(ready.body))
        assertSaid(case, ready, verifier, verifier.verify(ready.body))
        assertEquals(case["fetches"].asInt, ready.host.requests.get() - before, "the second time it is known")
        assertSaid(case, ready, verifier, verifier.verify(ready.body, ready.certificate))
    }

    private fun assertSaid(case: JsonObject, ready: Ready, verifier: Verifier<V>, verified: V) {
        val content = verified.use(verifier::content)
        val expected = case["expected"].asJsonObject
        val said = verifier.said(content)
        assertEquals(expected.has("message"), "message" in said)
        for (name in listOf("type", "messageId", "topicArn")) assertEquals(expected[name].asString, said[name], name)
        assertEquals(Instant.parse(expected["timestamp"].asString), said["timestamp"])
        assertEquals("V${expected["signatureVersion"].asString}", said["signatureVersion"])
        expected["subject"]?.let { assertSays(said["subject"], it, "subject") }
        expected["message"]?.let { assertSays(said["message"], it) }
        for (word in ready.hidden) assertFalse(content.toString().contains(word), content.toString())
    }

    @TestFactory
    fun `what is refused`(): List<DynamicTest> = each(refused) { ready, verifier, case ->
        val before = ready.host.requests.get()
        if (case["confirm"]?.asBoolean == true) {
            verifier.verify(ready.body).use { assertNotConfirmed(ready, it, case) }
        } else {
            assertRefused(ready, case, verifier) { verifier.verify(ready.body).close() }
            assertEquals(case["fetches"]?.asInt ?: 0, ready.host.requests.get() - before)
            if (ready.certificate != null) {
                assertRefused(ready, case, verifier) { verifier.verify(ready.body, ready.certificate).close() }
            }
        }
    }

    private fun assertNotConfirmed(ready: Ready, question: V, case: JsonObject) {
        val sns = serving(case["confirmationServed"]?.asJsonObject ?: JsonObject())
        val asked = sns.requests.get()
        verifier(sandbox, made(sns.reach(ready.settings))).use { confirming ->
            assertRefused(ready, case, confirming) { confirming.confirmSubscription(question) }
        }
        assertEquals(case["confirmations"].asInt, sns.requests.get() - asked)
    }

    /** An expected message that ends with an ellipsis goes on with words of TLS or the system. */
    private fun assertRefused(ready: Ready, case: JsonObject, verifier: Verifier<V>, work: () -> Unit) {
        val error = assertThrows(AmazonPayException::class.java, work)
        val said = verifier.failure(error)
        val expected = case["expected"].asJsonObject
        assertEquals("notification", said["kind"], error.message)
        assertEquals(plain(expected["kind"].asString), said["refusal"])
        assertEquals(expected["retryable"].asString, said["retryable"])
        val words = expected["message"].asString
        val begins = words.removeSuffix("…")
        val message = error.details.message
        assertEquals(begins, if (begins == words) message else message.take(begins.length))
        for (word in ready.hidden) assertFalse(error.toString().contains(word), word)
    }

    @Test
    fun `there are 295 of them`() = assertEquals(295, cases(accepted).size + cases(refused).size)
}

/** The vectors of notifications as a Kotlin shop verifies. */
class NotificationVectorsTest : NotificationsProof<VerifiedNotification>() {
    override fun verifier(sandbox: Sandbox, settings: NotificationSettings): Verifier<VerifiedNotification> =
        SuspendVerifier(sandbox.notificationVerifier(settings))
}
