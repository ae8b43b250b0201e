package dev.amazonpay.data

import com.google.gson.JsonObject
import com.google.gson.JsonParser
import dev.amazonpay.AmazonPay
import dev.amazonpay.AmazonPayException
import dev.amazonpay.ClientSettings
import dev.amazonpay.model.Region
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
import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse
import java.nio.file.Path
import java.time.Duration
import kotlin.io.path.listDirectoryEntries
import kotlin.io.path.readText

internal fun parsed(file: Path): JsonObject = JsonParser.parseString(file.readText()).asJsonObject

/** Every row of the table of operations, through the typed methods of one view of the client, over a socket. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OperationsProof {
    private val files = Path.of("../tests/vectors/operations").listDirectoryEntries("*.json").sorted().map(::parsed)
    private lateinit var server: Process
    private lateinit var url: String
    private lateinit var pay: AmazonPay
    private val http = HttpClient.newHttpClient()

    /** The view that is proved. */
    protected abstract fun calls(pay: AmazonPay): Calls

    @BeforeAll
    fun start() {
        val program = System.getenv("AMAZONPAY_PLAYBACK")
        assertTrue(program != null, "AMAZONPAY_PLAYBACK names the program playback; scripts/kotlin_tests.sh builds it")
        server = ProcessBuilder(program).redirectError(ProcessBuilder.Redirect.INHERIT).start()
        val told = generateSequence { server.inputReader().readLine() }
        url = told.firstNotNullOf { Regex("http://[^\\s\"]+").find(it)?.value }
        pay = AmazonPay(
            ClientSettings(
                publicKeyId = "SANDBOX-OPERATIONSVECTORSKEY",
                privateKey = "../tests/vectors/keys/test-only-rsa-2048.pem",
                region = Region.EU,
                endpoint = url,
                retryBaseDelay = Duration.ofMillis(1),
            ),
        )
    }

    @AfterAll
    fun stop() {
        pay.close()
        server.outputStream.close()
    }

    @TestFactory
    fun `each case of each operation`(): List<DynamicTest> = files.flatMap { file ->
        val operation = file["operation"].asString
        file["cases"].asJsonArray.map { it.asJsonObject }.map { case ->
            dynamicTest("$operation: ${case["name"].asString}") { play(operation, case) }
        }
    }

    private fun play(operation: String, case: JsonObject) {
        ask("start", """{"operation": "$operation", "case": "${case["name"].asString}"}""")
        val call = case["call"].asJsonObject
        val expected = case["expected"].asJsonObject
        val path = call["pathParameters"]?.asJsonArray?.map { it.asString }.orEmpty()
        val given = Given(path, call["query"], call["body"], call["options"]?.asJsonObject)
        val calls = calls(pay)
        try {
            val answer = calls.call(operation, given)
            assertFalse(expected.has("error"), "it was to fail, and gave $answer")
            assertAnswers(answer, expected)
        } catch (error: AmazonPayException) {
            val failure = expected["error"]?.asJsonObject ?: throw error
            val found = calls.failure(error)
            for ((name, value) in NOTHING.entrySet()) if (!failure.has(name)) failure.add(name, value)
            for ((name, value) in failure.entrySet()) assertEquals(expectedFailure(name, value), found[name], name)
        }
        val verdict = JsonParser.parseString(ask("verdict")).asJsonObject
        assertTrue(verdict["passed"].asBoolean, verdict.toString())
    }

    private fun assertAnswers(answer: Answer, expected: JsonObject) {
        assertSays(answer.value, expected["object"] ?: JsonObject())
        val meta = answer.meta
        assertEquals(expected["status"].asInt, meta.status)
        assertEquals(expected["requestId"]?.takeUnless { it.isJsonNull }?.asString, meta.requestId)
        assertEquals(expected["retries"].asInt, meta.retries)
        // A redirect's address lets whoever has it act for the merchant.
        meta.location?.let { assertFalse(answer.text.contains(it)) }
    }

    @Test
    fun `every operation has vectors`() = assertEquals(OPERATIONS, files.map { it["operation"].asString }.toSet())

    private fun ask(path: String, body: String? = null): String {
        val request = HttpRequest.newBuilder(URI("$url/_playback/$path")).version(HttpClient.Version.HTTP_1_1)
        if (body != null) {
            request.POST(HttpRequest.BodyPublishers.ofString(body)).header("content-type", "application/json")
        }
        val answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString())
        assertEquals(200, answer.statusCode(), answer.body())
        return answer.body()
    }

    private companion object {
        val NOTHING: JsonObject = JsonParser.parseString(
            """{"status": null, "reasonCode": null, "requestId": null, "advice": null, "retries": 0, "retryable": false}""",
        ).asJsonObject
    }
}

/** Every operation as a Kotlin shop calls it. */
class OperationsTest : OperationsProof() {
    override fun calls(pay: AmazonPay): Calls = SuspendCalls(pay)
}
