package dev.amazonpay

import dev.amazonpay.model.Algorithm
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import java.nio.file.Path
import kotlin.io.path.Path
import kotlin.io.path.exists
import kotlin.io.path.readLines

/** What calls hold is let go when they end, however they do. */
class LeaksTest {
    /** The process's memory in KiB without Java's heap, which grows as it likes: what Rust and the border take. */
    private fun memory(): Long {
        repeat(3) { System.gc() }
        val status: Path = Path("/proc/self/status")
        if (!status.exists()) return 0
        val resident = status.readLines().first { it.startsWith("VmRSS:") }.filter(Char::isDigit).toLong()
        return resident - Runtime.getRuntime().totalMemory() / 1024
    }

    /** A call that goes to the library's threads and comes back with an error, without a server. */
    private suspend fun refused(pay: AmazonPay) {
        val error = runCatching { pay.call("BREW", "coffee") }.exceptionOrNull()
        assertTrue(error is AmazonPayException.Configuration, error.toString())
    }

    private suspend fun refused(pay: AmazonPay, times: Int) = withContext(Dispatchers.Default) {
        List(16) { async { repeat(times / 16) { refused(pay) } } }.awaitAll()
    }

    @Test
    fun `100,000 calls leave nothing behind`(): Unit = runBlocking {
        Shop.open().use { shop ->
            refused(shop.pay, 20_000)
            // A round may show what the JVM takes for itself, as for its compiler; what calls leave behind every round shows.
            val grown = mutableListOf<Long>()
            do {
                val before = memory()
                refused(shop.pay, 100_000)
                grown += memory() - before
                // A hundred bytes a call would be 10 MiB.
            } while (grown.last() >= 10 * 1024 && grown.size < 3)
            assertTrue(grown.last() < 10 * 1024, "$grown KiB more")
            assertEquals(0, uniffiContinuationHandleMap.size)
        }
    }

    @Test
    fun `cancelled calls leave nothing behind, in Kotlin nor in the signer`(): Unit = runBlocking {
        var asked = CompletableDeferred<Unit>()
        val silent = object : Signer {
            override suspend fun sign(algorithm: Algorithm, message: ByteArray): ByteArray {
                asked.complete(Unit)
                awaitCancellation()
            }
        }
        Shop.open(signer = silent).use { shop ->
            repeat(500) {
                val call = launch(Dispatchers.Default) { shop.pay.charges.get("S01-1234567-1234567-C000000") }
                asked.await()
                call.cancelAndJoin()
                asked = CompletableDeferred()
            }
        }
        // The library's threads let go a moment after the call has ended.
        val end = System.nanoTime() + 20_000_000_000
        fun held() = uniffiContinuationHandleMap.size + uniffiForeignFutureHandleCount()
        while (held() > 0 && System.nanoTime() < end) {
            Thread.onSpinWait()
        }
        assertEquals(0, uniffiContinuationHandleMap.size)
        assertEquals(0, uniffiForeignFutureHandleCount())
    }
}
