package dev.amazonpay

import dev.amazonpay.jvm.AsyncAmazonPay
import dev.amazonpay.jvm.BlockingAmazonPay
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import java.net.InetAddress
import java.net.ServerSocket
import java.net.Socket
import java.nio.file.Path
import java.util.concurrent.CancellationException
import java.util.concurrent.CompletableFuture
import kotlin.concurrent.thread
import kotlin.io.path.readText

/** What is cancelled ends the request: the server sees the connection close. */
class CancellationTest {
    /** Takes a request and never answers it. */
    private class SilentServer : AutoCloseable {
        private val listener = ServerSocket(0, 1, InetAddress.getLoopbackAddress())
        val pay = AmazonPay(
            ClientSettings(
                publicKeyId = "SANDBOX-OPERATIONSVECTORSKEY",
                privateKey = Path.of("../tests/vectors/keys/test-only-rsa-2048.pem").readText(),
                region = dev.amazonpay.model.Region.EU,
                endpoint = "http://127.0.0.1:${listener.localPort}",
            ),
        )

        /** The connection, once a request is there. */
        fun request(): Socket = listener.accept().also {
            // Longer than any of this takes: a connection that stays open fails the test.
            it.soTimeout = 20_000
            while (!it.getInputStream().readLine().isNullOrEmpty()) continue
        }

        override fun close() {
            pay.close()
            listener.close()
        }
    }

    private fun assertClosed(connection: Socket) = assertEquals(-1, connection.getInputStream().read())

    @Test
    fun `a cancelled coroutine`(): Unit = runBlocking {
        SilentServer().use { server ->
            val call = launch(Dispatchers.Default) { server.pay.charges.get("S01") }
            val connection = server.request()
            call.cancelAndJoin()
            assertClosed(connection)
        }
    }

    @Test
    fun `a cancelled future`() {
        SilentServer().use { server ->
            val call = AsyncAmazonPay(server.pay).charges().get("S01")
            val connection = server.request()
            assertTrue(call.cancel(true))
            assertClosed(connection)
        }
    }

    @Test
    fun `an interrupted thread`() {
        SilentServer().use { server ->
            val ended = CompletableFuture<Throwable>()
            val caller = thread {
                val error = assertThrows(CancellationException::class.java) {
                    BlockingAmazonPay(server.pay).charges().get("S01")
                }
                ended.complete(error.takeIf { Thread.currentThread().isInterrupted })
            }
            val connection = server.request()
            caller.interrupt()
            assertClosed(connection)
            assertTrue(ended.get().message!!.contains("interrupted"))
        }
    }
}

/** A line without its end; null at the end of the stream. */
internal fun java.io.InputStream.readLine(): String? {
    val line = StringBuilder()
    while (true) {
        when (val byte = read()) {
            -1 -> return line.takeIf { it.isNotEmpty() }?.toString()
            '\n'.code -> return line.toString().trimEnd('\r')
            else -> line.append(byte.toChar())
        }
    }
}
