package dev.amazonpay

import dev.amazonpay.model.Region
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertSame
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import java.net.InetAddress
import java.net.ServerSocket
import java.net.SocketTimeoutException
import java.nio.file.Path
import kotlin.concurrent.thread
import kotlin.io.path.readText

/** What is closed, or collected, is freed. */
class ClosingTest {
    @Test
    fun `a client has each resource once, and closes it`(): Unit = runBlocking {
        Shop.open().use { shop ->
            val pay = shop.pay
            assertSame(pay.charges, pay.charges)
            val used = pay.charges
            val error = runCatching { used.get("S01-1234567-1234567-C000000") }.exceptionOrNull()
            assertTrue(error is AmazonPayException.NotFound, error.toString())
            pay.close()
            // Those that were used, and those that were not.
            for (call in listOf<suspend () -> Any>({ used.get("S01") }, { pay.refunds.get("S01") })) {
                val closed = runCatching { call() }.exceptionOrNull()
                assertTrue(closed is IllegalStateException, closed.toString())
            }
            assertThrows(IllegalStateException::class.java) { pay.region }
        }
    }

    @Test
    fun `a resource outlives a client that nobody holds`(): Unit = runBlocking {
        Shop.open().use { shop ->
            val charges = shop.sandbox.client().charges
            repeat(10) {
                System.gc()
                val error = runCatching { charges.get("S01-1234567-1234567-C000000") }.exceptionOrNull()
                assertTrue(error is AmazonPayException.NotFound, error.toString())
            }
        }
    }

    @Test
    fun `a sandbox that has been shut down says so`(): Unit = runBlocking {
        Shop.open().use { shop ->
            shop.sandbox.shutdown()
            val error = runCatching { shop.sandbox.credentials() }.exceptionOrNull()
            assertTrue(error is AmazonPayException.Closed, error.toString())
        }
    }

    @Test
    fun `a client that nobody holds any more is freed with its connections`() {
        val listener = ServerSocket(0, 1, InetAddress.getLoopbackAddress())
        val call = thread { call("http://127.0.0.1:${listener.localPort}") }
        val connection = listener.accept()
        while (!connection.getInputStream().readLine().isNullOrEmpty()) continue
        val answer = "HTTP/1.1 404 Not Found\r\ncontent-length: 2\r\ncontent-type: application/json\r\n\r\n{}"
        connection.getOutputStream().write(answer.toByteArray())
        call.join()
        // It stays open for the next call, for as long as there is a client.
        connection.soTimeout = 100
        val end = System.nanoTime() + 30_000_000_000
        var read = 0
        while (read != -1 && System.nanoTime() < end) {
            System.gc()
            read = try {
                connection.getInputStream().read()
            } catch (_: SocketTimeoutException) {
                0
            }
        }
        assertEquals(-1, read)
        listener.close()
    }

    private fun call(endpoint: String): Unit = runBlocking {
        val settings = ClientSettings(
            publicKeyId = "SANDBOX-OPERATIONSVECTORSKEY",
            privateKey = Path.of("../tests/vectors/keys/test-only-rsa-2048.pem").readText(),
            region = Region.EU,
            endpoint = endpoint,
        )
        val error = runCatching { AmazonPay(settings).charges.get("S01") }.exceptionOrNull()
        assertTrue(error is AmazonPayException.NotFound, error.toString())
    }
}
