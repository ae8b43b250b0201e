package dev.amazonpay

import com.google.gson.JsonObject
import com.google.gson.JsonParser
import com.sun.net.httpserver.HttpServer
import dev.amazonpay.model.UpdateStore
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test
import java.net.InetAddress
import java.net.InetSocketAddress
import java.net.URI

/** Addresses are `URI`s, and one that Amazon sends and `URI` would refuse costs no answer. */
class AddressesTest {
    private val crossing = mapOf(
        "https://shop.example/privacy?a=b&c=%C3%A9#top" to "https://shop.example/privacy?a=b&c=%C3%A9#top",
        "www.shop.example/privacy" to "www.shop.example/privacy",
        "http://[::1]:8080/~shop/(a);b,c!*'" to "http://[::1]:8080/~shop/(a);b,c!*'",
        "https://user:a$&+,;=b@shop_1.example:443/" to "https://user:a$&+,;=b@shop_1.example:443/",
        "mailto:shop@shop.example" to "mailto:shop@shop.example",
        "?q" to "?q",
        "#f" to "#f",
        "https://shop.example/a b|c" to "https://shop.example/a%20b%7Cc",
        "https://shop.example/é%zz" to "https://shop.example/%C3%A9%25zz",
        "https://shop.example/[a]" to "https://shop.example/%5Ba%5D",
        "https://" to "invalid-url:https%3A%2F%2F",
        "a:" to "invalid-url:a%3A",
        "https://[shop]/" to "invalid-url:https%3A%2F%2F%5Bshop%5D%2F",
        "https://shop.example:http/" to "invalid-url:https%3A%2F%2Fshop.example%3Ahttp%2F",
        "no address at all: none" to "invalid-url:no%20address%20at%20all%3A%20none",
        "" to "invalid-url:/",
    )

    @Test
    fun `whatever Amazon sends arrives and is sent back`() {
        val sent = mutableListOf<String>()
        var answered = ""
        val amazon = HttpServer.create(InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0)
        amazon.createContext("/") { exchange ->
            sent.add(exchange.requestBody.reader().readText())
            val answer = JsonObject().apply { addProperty("privacyPolicyUrl", answered) }.toString().toByteArray()
            exchange.sendResponseHeaders(200, answer.size.toLong())
            exchange.responseBody.use { it.write(answer) }
        }
        amazon.start()
        try {
            runBlocking {
                Sandbox.start().use { sandbox ->
                    val endpoint = "http://127.0.0.1:${amazon.address.port}"
                    val pay = sandbox.client(ClientSettings(endpoint = endpoint))
                    for ((written, expected) in crossing) {
                        answered = written
                        val store = pay.stores.update(
                            "A1MERCHANT",
                            "amzn1.store",
                            UpdateStore(storeName = "Shop"),
                        ).value
                        assertEquals(URI(expected), store.privacyPolicyUrl, written)
                        pay.stores.update(
                            "A1MERCHANT",
                            "amzn1.store",
                            UpdateStore(privacyPolicyUrl = store.privacyPolicyUrl),
                        )
                        val back = if (expected.startsWith("invalid-url:")) written else expected
                        val body = JsonObject().apply { addProperty("privacyPolicyUrl", back) }
                        assertEquals(body, JsonParser.parseString(sent.last()))
                    }
                }
            }
        } finally {
            amazon.stop(0)
        }
    }
}
