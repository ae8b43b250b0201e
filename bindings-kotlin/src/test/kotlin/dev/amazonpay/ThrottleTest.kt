package dev.amazonpay

import dev.amazonpay.model.Quota
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** A client that holds its own calls back. */
class ThrottleTest {
    @Test
    fun `what is beyond the quota is not sent`(): Unit = runBlocking {
        val quota = Quota(capacity = 1.0, refillPerSecond = 0.001)
        val settings = ClientSettings(throttle = Throttle(operations = mapOf("charges.get" to quota)))
        Shop.open(settings).use { shop ->
            val sent = runCatching { shop.pay.charges.get(NONE) }.exceptionOrNull()
            assertTrue(sent is AmazonPayException.NotFound, sent.toString())
            val held = runCatching { shop.pay.charges.get(NONE) }.exceptionOrNull()
            assertTrue(held is AmazonPayException.Timeout, held.toString())
            assertNull((held as AmazonPayException.Timeout).details.requestId)
        }
    }

    @Test
    fun `a quota that cannot be is refused`(): Unit = runBlocking {
        Sandbox.start().use { sandbox ->
            val throttle = Throttle.builder().read(Quota(capacity = 0.5, refillPerSecond = 1.0)).build()
            val settings = ClientSettings.builder().throttle(throttle).build()
            val error = runCatching { sandbox.client(settings) }.exceptionOrNull()
            assertTrue(error is AmazonPayException.Configuration, error.toString())
            assertEquals("throttle", (error as AmazonPayException.Configuration).details.field)
        }
    }

    private companion object {
        const val NONE = "S02-9876543-1234567-C123456"
    }
}
