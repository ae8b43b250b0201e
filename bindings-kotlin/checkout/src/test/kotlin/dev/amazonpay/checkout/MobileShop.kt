package dev.amazonpay.checkout

import com.google.gson.JsonElement
import com.google.gson.JsonObject
import com.google.gson.JsonPrimitive
import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse
import java.util.concurrent.TimeUnit

/** A merchant's back end on a sandbox, in a process of its own: `tests/src/mobile_shop.rs`. */
class MobileShop : AutoCloseable {
    private val process = ProcessBuilder(System.getenv("AMAZONPAY_MOBILE_SHOP"))
        .redirectError(ProcessBuilder.Redirect.INHERIT).start()
    val url: String = checkNotNull(process.inputReader().readLine()) { "the shop has ended" }
    private val http = HttpClient.newHttpClient()

    /** `user` is asked before each request; the shop knows `mette`. */
    fun backend(user: () -> String = { "mette" }): HttpCheckoutBackend =
        HttpCheckoutBackend("$url/app-checkout") { mapOf("Authorization" to "Bearer ${user()}") }

    /** What happens in the browser that the app opens; gives the link that brings the buyer back. */
    fun buyer(action: String, opened: URI): String {
        val url = JsonObject().apply { addProperty("url", opened.toString()) }
        return json(post("buyer/$action", url))["link"].asString
    }

    /** Lets the next calls of the app fail. */
    fun outage(calls: Int) {
        post("outage", JsonPrimitive(calls))
    }

    private fun post(path: String, body: JsonElement): String {
        val request = HttpRequest.newBuilder(URI("$url/$path")).header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString())).build()
        val answer = http.send(request, HttpResponse.BodyHandlers.ofString())
        check(answer.statusCode() == 200) { "$path: ${answer.statusCode()} ${answer.body()}" }
        return answer.body()
    }

    override fun close() {
        process.outputStream.close()
        check(process.waitFor(10, TimeUnit.SECONDS)) { "the shop does not end" }
    }
}
