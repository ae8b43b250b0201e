package dev.amazonpay.data

import com.google.gson.JsonArray
import com.google.gson.JsonElement
import com.google.gson.JsonNull
import com.google.gson.JsonObject
import com.google.gson.JsonParser
import com.google.gson.JsonPrimitive
import com.sun.net.httpserver.HttpServer
import dev.amazonpay.AmazonPayException
import dev.amazonpay.ClientSettings
import dev.amazonpay.Notification
import dev.amazonpay.model.Button
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import java.net.InetAddress
import java.net.InetSocketAddress
import java.nio.file.Path
import java.time.Duration
import java.util.concurrent.CopyOnWriteArrayList

internal val SCENARIOS: Path = Path.of("../tests/scenarios")

/** The merchant's endpoint: it keeps what verifies. */
private class Endpoint : AutoCloseable {
    lateinit var merchant: Merchant
    val verified = CopyOnWriteArrayList<Notification.Ipn>()
    private val server = HttpServer.create(InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0)
    val url get() = "http://127.0.0.1:${server.address.port}/ipn"

    init {
        server.createContext("/ipn") { exchange ->
            val status = try {
                val content = merchant.verified(exchange.requestBody.readAllBytes())
                if (content is Notification.Ipn) verified.add(content)
                200
            } catch (_: AmazonPayException) {
                400
            }
            exchange.sendResponseHeaders(status, -1)
            exchange.close()
        }
        server.start()
    }

    override fun close() = server.stop(0)
}

/**
 * Carries out a scenario, by a merchant in a sandbox of its own, whose settings it is given. The README beside the scenarios says
 * what the steps mean.
 */
internal class ScenarioRunner(start: (String, ClientSettings) -> Merchant) : AutoCloseable {
    private val endpoint = Endpoint()
    private val merchant = start(
        """{"now": "2026-11-24T10:00:00Z", "ipn_url": "${endpoint.url}"}""",
        ClientSettings(retryBaseDelay = Duration.ofMillis(1), retryMaxDelay = Duration.ofMillis(1)),
    )
    private val saved = merchant.credentials().let {
        mutableMapOf<String, Any?>("merchantId" to it.merchantId, "storeId" to it.storeId)
    }

    init {
        endpoint.merchant = merchant
    }

    override fun close() {
        merchant.close()
        endpoint.close()
    }

    fun run(steps: JsonArray) = steps.map { it.asJsonObject }.forEachIndexed { index, step ->
        try {
            step(step)
        } catch (error: Throwable) {
            throw AssertionError("step ${index + 1}, ${step.toString().take(120)}: ${error.message}", error)
        }
    }

    private fun step(step: JsonObject) {
        if (step.has("include")) return include(step)
        if (step.has("notified")) return notified(step["notified"].asJsonArray)
        val found = try {
            done(step)
        } catch (error: AmazonPayException) {
            val refused = step["refused"]?.asJsonObject ?: throw error
            val failure = merchant.failure(error)
            for ((name, value) in refused.entrySet()) {
                assertEquals(
                    expectedFailure(name, filled(value)),
                    failure[name],
                    name,
                )
            }
            return
        }
        assertTrue(!step.has("refused"), "it was to be refused, and gave $found")
        step["status"]?.let { assertEquals(it.asString, at(found, "meta.status").toString()) }
        val value = if (step.has("call")) property(found, "value") else found
        step["expect"]?.let { assertHas(value, it.asJsonObject) }
        for ((name, path) in step["save"]?.asJsonObject?.entrySet().orEmpty()) saved[name] = at(value, path.asString)
    }

    private fun include(step: JsonObject) {
        for ((name, value) in step["with"]?.asJsonObject?.entrySet().orEmpty()) saved[name] = value
        val part = parsed(SCENARIOS.resolve("parts/${step["include"].asString}.json"))
        part["needs"]?.asJsonArray?.forEach { assertTrue(it.asString in saved, "${step["include"]} needs $it") }
        run(part["steps"].asJsonArray)
    }

    private fun done(step: JsonObject): Any? = when {
        step.has("call") -> {
            val path = step["path"]?.asJsonArray?.map { filled(it).asString }.orEmpty()
            val options = step["options"]?.let { filled(it).asJsonObject }
            val given = Given(path, step["query"]?.let(::filled), step["body"]?.let(::filled), options)
            merchant.call(step["call"].asString, given)
        }

        step.has("button") -> {
            val request = Records.buttonRequest(filled(step["button"]))
            val visit = step["visit"]?.let { filled(it).asJsonObject } ?: JsonObject()
            visit.add("button", clicked(merchant.button(request)))
            control("buyer/checkout", visit)
        }

        else -> {
            val path = Regex("\\{(\\w+)}").replace(step["sandbox"].asString) { wire(value(it.groupValues[1])).asString }
            control(path, step["body"]?.let { filled(it).asJsonObject } ?: JsonObject())
        }
    }

    private fun control(path: String, body: JsonObject): JsonElement {
        val answer = merchant.control("/_sandbox/$path", body.toString())
        assertTrue(answer.status in 200..299, answer.body)
        return JsonParser.parseString(answer.body)
    }

    /** What a button's click tells Amazon, out of what was handed to the page's script. */
    private fun clicked(button: Button): JsonObject {
        val config = JsonParser.parseString(button.configJson).asJsonObject
        val all =
            listOf(config) +
                listOf("createCheckoutSessionConfig", "signInConfig").mapNotNull { config[it]?.asJsonObject }
        val click = JsonObject()
        for (name in listOf("publicKeyId", "payloadJSON", "signature", "algorithm", "productType", "sandbox")) {
            all.firstNotNullOfOrNull { it[name] }?.let { click.add(name, it) }
        }
        return click
    }

    private fun notified(expected: JsonArray) {
        merchant.notificationsSettled()
        val told = endpoint.verified.map { it.message }
        endpoint.verified.clear()
        assertEquals(expected.size(), told.size, told.joinToString { "${it.objectType} ${it.objectId}" })
        expected.forEachIndexed { index, fields -> assertHas(told[index], fields.asJsonObject) }
    }

    private fun assertHas(found: Any?, expected: JsonObject) {
        for ((path, value) in expected.entrySet()) assertSays(at(found, path), filled(value), path)
    }

    /** With what was saved in place of its name. */
    private fun filled(json: JsonElement): JsonElement = when {
        json is JsonPrimitive && json.isString && json.asString.startsWith("$") -> wire(value(json.asString.drop(1)))

        json is JsonObject -> JsonObject().also { filled ->
            json.entrySet().forEach { filled.add(it.key, filled(it.value)) }
        }

        json is JsonArray -> JsonArray().also { filled -> json.forEach { filled.add(filled(it)) } }

        else -> json
    }

    private fun value(name: String): Any = saved[name] ?: throw AssertionError("nothing was saved as $name")

    /** A saved value as JSON. */
    private fun wire(value: Any): JsonElement = when (value) {
        is JsonElement -> value
        is Number -> JsonPrimitive(value)
        is Boolean -> JsonPrimitive(value)
        is String -> JsonPrimitive(value)
        is java.time.Instant -> JsonPrimitive(text(value))
        is JsonNull -> value
        else -> throw AssertionError("a scenario saves ids, not $value")
    }
}
