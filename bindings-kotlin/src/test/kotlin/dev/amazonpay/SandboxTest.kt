package dev.amazonpay

import dev.amazonpay.jvm.BlockingSandbox
import dev.amazonpay.model.CaptureCharge
import dev.amazonpay.model.ChargeState
import dev.amazonpay.model.CreateCheckoutSession
import dev.amazonpay.model.WebCheckoutDetails
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.delay
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import java.net.URI
import java.time.Duration
import java.time.Instant

/** What a test does with the sandbox, by typed methods: the buyer, the clock, faults. */
class SandboxTest {
    @Test
    fun `the buyer visits, leaves, disputes`(): Unit = runBlocking {
        Shop.open().use { shop ->
            val review = WebCheckoutDetails(checkoutReviewReturnUrl = URI(REVIEW))
            val create = CreateCheckoutSession(review, shop.sandbox.credentials().storeId)
            val id = shop.pay.checkoutSessions.create(create).value.checkoutSessionId
            val visit = shop.sandbox.buyer.checkout(id, Visit(card = "1111", action = VisitEnd.CANCEL))
            assertEquals(id, visit.checkoutSessionId)
            assertEquals("Canceled", visit.state)

            val charge = shop.charge()
            shop.pay.charges.capture(charge, CaptureCharge(price))
            val dispute = shop.sandbox.buyer.chargeback(charge)
            assertEquals("ActionRequired", shop.pay.disputes.get(dispute.disputeId!!).value.statusDetails.state.value)
            assertEquals(dispute.disputeId, shop.sandbox.buyer.withdrawChargeback(dispute.disputeId).disputeId)
        }
    }

    @Test
    fun `what the sandbox refuses is an exception of its own`(): Unit = runBlocking {
        Shop.open().use { shop ->
            val error = runCatching { shop.sandbox.buyer.approve("none/at all") }.exceptionOrNull()
            assertTrue(error is SandboxException.Refused, error.toString())
            assertEquals(404, (error as SandboxException.Refused).status)
            assertEquals("ResourceNotFound", error.reasonCode)
            shop.sandbox.shutdown()
            val closed = runCatching { shop.sandbox.clock.now() }.exceptionOrNull()
            assertTrue(closed is SandboxException.Closed, closed.toString())
        }
    }

    @Test
    fun `the clock is moved, stopped and put back`(): Unit = runBlocking {
        Sandbox.start().use { sandbox ->
            val clock = sandbox.clock
            val moment = Instant.parse("2026-11-24T17:29:18Z")
            clock.freeze()
            assertTrue(clock.isFrozen())
            assertEquals(moment, clock.set(moment))
            assertEquals(moment.plus(Duration.ofDays(8)), clock.advance(Duration.ofDays(8)))
            assertEquals(moment.plus(Duration.ofDays(8)), clock.now())
            clock.resume()
            assertFalse(clock.isFrozen())
            assertTrue(Duration.between(clock.reset(), Instant.now()).abs() < Duration.ofMinutes(1))
        }
    }

    @Test
    fun `faults are met, listed and cleared`(): Unit = runBlocking {
        Shop.open(
            ClientSettings(retryBaseDelay = Duration.ofMillis(1), retryMaxDelay = Duration.ofMillis(1)),
        ).use { shop ->
            val charge = shop.charge()
            val armed = shop.sandbox.faults.add(Fault(status = 503, operation = "charges.get", count = 2))
            assertEquals(2, shop.pay.charges.get(charge).meta.retries)
            assertEquals(2, shop.sandbox.faults.list().single { it.id == armed.id }.met)
            shop.sandbox.faults.add(Fault(cut = Cut.CONNECTION))
            shop.sandbox.faults.clear()
            assertEquals(emptyList<ArmedFault>(), shop.sandbox.faults.list())
            val error = runCatching { shop.sandbox.faults.add(Fault(status = 99)) }.exceptionOrNull()
            assertTrue(error is SandboxException.Refused, error.toString())
        }
    }

    @Test
    fun `one fault is removed by its number`(): Unit = runBlocking {
        Sandbox.start().use { sandbox ->
            val faults = sandbox.faults
            val gone = faults.add(Fault(status = 503))
            val kept = faults.add(Fault(status = 429))
            faults.remove(gone.id)
            assertEquals(listOf(kept.id), faults.list().map { it.id })
            val again = runCatching { faults.remove(gone.id) }.exceptionOrNull()
            assertEquals(404, (again as SandboxException.Refused).status)
            val none = runCatching { faults.remove(-1) }.exceptionOrNull()
            assertTrue(none is IllegalArgumentException, none.toString())
            assertEquals("id: expected a number of 0 or more, got -1", none?.message)
        }
    }

    @Test
    fun `Java has the same`() {
        BlockingSandbox.start().use { sandbox ->
            val moved = sandbox.clock().advance(Duration.ofDays(1))
            assertFalse(sandbox.clock().now().isBefore(moved))
        }
    }

    @Test
    fun `a charge that is pending is waited for`(): Unit = runBlocking {
        Shop.open().use { shop ->
            shop.sandbox.clock.freeze()
            val chargeId = shop.order(pending = true).chargeId!!
            assertEquals(ChargeState.AuthorizationInitiated, shop.pay.charges.get(chargeId).value.statusDetails.state)
            val error = runCatching { shop.pay.charges.waitFor(chargeId, Patience(maxWait = Duration.ZERO)) }
            assertTrue(error.exceptionOrNull() is AmazonPayException.Timeout, error.toString())
            // It looks, and looks again when the clock has moved: waiting goes by that. Moved once, the clock might have been
            // between its look and its pause.
            val waiting = async(Dispatchers.Default, CoroutineStart.UNDISPATCHED) {
                shop.pay.charges.waitFor(chargeId)
            }
            while (!waiting.isCompleted) {
                shop.sandbox.clock.advance(Duration.ofMinutes(5))
                delay(10)
            }
            assertEquals(ChargeState.Authorized, waiting.await().value.statusDetails.state)
        }
    }

    @Test
    fun `each request says which package sent it`(): Unit = runBlocking {
        Shop.open().use { shop ->
            val id = shop.pay.charges.get(shop.charge()).meta.requestId
            val told = shop.control("requests/$id", method = "GET").lowercase()
            val version = System.getProperty("java.version")
            for ((name, value) in listOf(
                "x-amz-pay-sdk-type" to "amazonpay-kotlin",
                "x-amz-pay-sdk-version" to "0.1.0",
                "x-amz-pay-language-version" to "kotlin/${KotlinVersion.CURRENT} java/$version",
            )) {
                assertTrue(told.contains("[\"$name\",\"$value\"]"), told)
            }
        }
    }

    private companion object {
        const val REVIEW = "https://shop.example/review"
    }
}
