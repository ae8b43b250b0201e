package dev.amazonpay.checkout

import com.sun.net.httpserver.HttpExchange
import com.sun.net.httpserver.HttpServer
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext
import kotlinx.coroutines.withTimeout
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import java.net.InetAddress
import java.net.InetSocketAddress
import java.net.ServerSocket
import java.net.Socket

class HttpCheckoutBackendTest {
    private fun <T> served(answer: (HttpExchange) -> Unit, ask: suspend (String) -> T): T {
        val server = HttpServer.create(InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0)
        server.createContext("/", answer)
        server.start()
        try {
            return runBlocking { ask("http://127.0.0.1:${server.address.port}/app-checkout") }
        } finally {
            server.stop(0)
        }
    }

    @Test
    fun `a step is a POST of JSON with what proves who the user is`() {
        val seen = mutableListOf<String>()
        var tokens = 0
        served({ exchange ->
            seen +=
                listOf(
                    "${exchange.requestMethod} ${exchange.requestURI}",
                    exchange.requestHeaders.getFirst("Content-Type"),
                )
            seen +=
                listOf(
                    exchange.requestHeaders.getFirst("Authorization"),
                    exchange.requestBody.readBytes().decodeToString(),
                )
            val body = "{\"größe\": 1}".toByteArray()
            exchange.sendResponseHeaders(409, body.size.toLong())
            exchange.responseBody.use { it.write(body) }
        }) { address ->
            val backend = HttpCheckoutBackend("$address/") { mapOf("Authorization" to "Bearer ${++tokens}") }
            assertEquals(BackendAnswer(409, "{\"größe\": 1}"), backend.send(CheckoutStep.CONFIRM, "{\"ä\": 1}"))
            backend.send(CheckoutStep.START, "{}")
        }
        val first = listOf("POST /app-checkout/confirm", "application/json", "Bearer 1", "{\"ä\": 1}")
        assertEquals(first + listOf("POST /app-checkout/start", "application/json", "Bearer 2", "{}"), seen)
    }

    @Test
    fun `a redirect is not followed`() {
        val paths = mutableListOf<String>()
        served({ exchange ->
            paths += exchange.requestURI.path
            exchange.responseHeaders.add("Location", "/elsewhere")
            exchange.sendResponseHeaders(307, -1)
            exchange.close()
        }) { address ->
            assertEquals(BackendAnswer(307, ""), HttpCheckoutBackend(address).send(CheckoutStep.START, "{}"))
        }
        assertEquals(listOf("/app-checkout/start"), paths)
    }

    @Test
    fun `an answer beyond all measure is none`() {
        served({ exchange ->
            exchange.sendResponseHeaders(200, 0)
            runCatching { exchange.responseBody.use { body -> repeat(200) { body.write(ByteArray(8192)) } } }
            exchange.close()
        }) { address ->
            val error = refused<BackendException.Unreachable> {
                HttpCheckoutBackend(address).send(CheckoutStep.START, "{}")
            }
            assertTrue(error.reason.contains("more than 1048576 bytes"), error.reason)
        }
    }

    @Test
    fun `nobody there is said`() {
        val free = ServerSocket(0, 1, InetAddress.getLoopbackAddress()).use { it.localPort }
        val backend = HttpCheckoutBackend("http://127.0.0.1:$free/app-checkout")
        val error = refused<CheckoutException.Unreachable> { Checkout(LINKS, backend).start("{}") }
        assertTrue(error.reason.contains("ConnectException"), error.reason)
    }

    @Test
    fun `whoever never answers is given up after the time, and when the step is cancelled`() {
        ServerSocket(0, 5, InetAddress.getLoopbackAddress()).use { server ->
            val address = "http://127.0.0.1:${server.localPort}/app-checkout"
            val late = refused<BackendException.Unreachable> {
                HttpCheckoutBackend(address, timeoutMillis = 500).send(CheckoutStep.START, "{}")
            }
            assertTrue(late.reason.contains("timed out"), late.reason)
            server.accept().close()
            runBlocking {
                val connected = CompletableDeferred<Socket>()
                val accepting = async(Dispatchers.IO) { connected.complete(server.accept()) }
                val step = async { Checkout(LINKS, HttpCheckoutBackend(address)).start("{}") }
                val socket = connected.await()
                accepting.await()
                step.cancelAndJoin()
                // The connection is closed, which is what the back end sees of it.
                withTimeout(10_000) {
                    withContext(Dispatchers.IO) { socket.use { it.getInputStream().readAllBytes() } }
                }
            }
        }
    }

    @Test
    fun `only https is asked, but for this machine`() {
        val wrong = listOf(
            "http://shop.example/a",
            "http://127.0.0.1.shop.example/",
            "shop.example",
            "https://a@shop.example/",
            "https://shop.example/a?b",
            "https://shop.example/#a",
            "ftp://127.0.0.1/",
            "",
        )
        for (address in wrong) {
            val error = assertThrows(IllegalArgumentException::class.java) { HttpCheckoutBackend(address) }
            assertTrue(error.message.orEmpty().startsWith("address: expected https"), error.message)
        }
        for (address in listOf(
            "https://shop.example/a",
            "http://localhost:1/",
            "http://[::1]:1",
        )) {
            HttpCheckoutBackend(address)
        }
        assertThrows(IllegalArgumentException::class.java) { HttpCheckoutBackend("https://shop.example/", 0) }
    }
}
