package dev.amazonpay.data

import com.google.gson.JsonObject
import com.google.gson.JsonParser
import dev.amazonpay.AmazonPay
import dev.amazonpay.AmazonPayException
import dev.amazonpay.ClientSettings
import dev.amazonpay.ResponseMeta
import dev.amazonpay.jvm.BlockingAmazonPay
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

/** Every row of the table of operations, through the typed methods, over a socket. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OperationsTest {
    private val files = Path.of("../tests/vectors/operations").listDirectoryEntries("*.json").sorted().map(::parsed)
    private lateinit var server: Process
    private lateinit var url: String
    private lateinit var pay: AmazonPay
    private val http = HttpClient.newHttpClient()

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
        val options = call["options"]?.asJsonObject
        try {
            val answer = TypedCalls(BlockingAmazonPay(pay)).call(operation, path, call["query"], call["body"], options)
            assertFalse(expected.has("error"), "it was to fail, and gave $answer")
            assertAnswers(answer, expected)
        } catch (error: AmazonPayException) {
            val failure = expected["error"]?.asJsonObject ?: throw error
            val found = failure(error)
            for ((name, value) in NOTHING.entrySet()) if (!failure.has(name)) failure.add(name, value)
            for ((name, value) in failure.entrySet()) assertEquals(expectedFailure(name, value), found[name], name)
        }
        val verdict = JsonParser.parseString(ask("verdict")).asJsonObject
        assertTrue(verdict["passed"].asBoolean, verdict.toString())
    }

    private fun assertAnswers(answer: Any?, expected: JsonObject) {
        assertSays(property(answer, "value"), expected["object"] ?: JsonObject())
        val meta = property(answer, "meta") as ResponseMeta
        assertEquals(expected["status"].asInt, meta.status)
        assertEquals(expected["requestId"]?.takeUnless { it.isJsonNull }?.asString, meta.requestId)
        assertEquals(expected["retries"].asInt, meta.retries)
        // A redirect's address lets whoever has it act for the merchant.
        meta.location?.let { assertFalse(answer.toString().contains(it)) }
    }

    @Test
    fun `every operation that has vectors is a typed method, and every typed method has vectors`() {
        val calls = TypedCalls(BlockingAmazonPay(pay))
        assertEquals(43, files.size)
        val methods = files.map { calls.method(it["operation"].asString).second }
        val resources = BlockingAmazonPay::class.java.methods.map { it.returnType }
            .filter { it.simpleName.startsWith("Blocking") }
        val all = resources.flatMap { resource ->
            resource.methods.filter { it.parameterTypes.lastOrNull() == dev.amazonpay.CallOptions::class.java }
                .map { "${resource.simpleName}.${it.name}" }
        }
        assertEquals(all.toSet(), methods.map { "${it.declaringClass.simpleName}.${it.name}" }.toSet())
    }

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
