package dev.amazonpay

import dev.amazonpay.model.Advice
import dev.amazonpay.model.CaptureCharge
import dev.amazonpay.model.ChargeState
import dev.amazonpay.model.CreateRefund
import dev.amazonpay.model.Currency
import dev.amazonpay.model.ListReports
import dev.amazonpay.model.Money
import dev.amazonpay.model.RefundState
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows
import java.math.BigDecimal

/** A payment from the order to the refund, against a sandbox in this process. */
class FirstPaymentTest {
    @Test
    fun `an order is paid, captured and refunded`(): Unit = runBlocking {
        Shop.open().use { shop ->
            val chargeId = shop.charge()
            val options = CallOptions(idempotencyKey = "capture-1001")
            val captured = shop.pay.charges.capture(chargeId, CaptureCharge(captureAmount = price), options)
            assertEquals(ChargeState.Captured, captured.value.statusDetails.state)
            assertEquals("capture-1001", captured.meta.idempotencyKey)
            assertEquals(200, captured.meta.status)
            val refund = shop.pay.refunds.create(CreateRefund(chargeId, price))
            assertEquals(RefundState.RefundInitiated, refund.value.statusDetails.state)
            assertEquals(BigDecimal("49.90"), refund.value.refundAmount?.amount)
        }
    }

    @Test
    fun `what is refused is an exception that says why`(): Unit = runBlocking {
        Shop.open().use { shop ->
            val error = assertThrows<AmazonPayException> {
                runBlocking { shop.pay.charges.get("S01-1234567-1234567-C000000") }
            }
            assertTrue(error is AmazonPayException.NotFound, error.toString())
            assertEquals("ResourceNotFound", error.details.reasonCode)
            assertEquals(404, error.details.status)
            assertEquals(Advice.CHECK_THE_ID, error.details.advice)
            assertEquals(error.details.message, error.message)
            assertTrue(error.message.startsWith(error.details.requestId!!), error.message)
            assertEquals("dev.amazonpay.AmazonPayException\$NotFound: ${error.message}", error.toString())
        }
    }

    @Test
    fun `an amount that the currency does not have is refused before anything is sent`(): Unit = runBlocking {
        Shop.open().use { shop ->
            val request = CreateRefund("S01-1234567-1234567-C000000", Money(BigDecimal("1.005"), Currency.Eur))
            val error = runCatching { shop.pay.refunds.create(request) }.exceptionOrNull()
            assertTrue(error is AmazonPayException.Configuration, error.toString())
            assertTrue(error!!.message!!.contains("1.005"), error.message)
        }
    }

    @Test
    fun `what is secret is not shown`() {
        val settings = ClientSettings(publicKeyId = "SANDBOX-AEXAMPLE", privateKey = "-----BEGIN of a secret")
        assertFalse(settings.toString().contains("BEGIN"), settings.toString())
        val options = CallOptions(authToken = "token-4711")
        assertFalse(options.toString().contains("4711"), options.toString())
        assertEquals("Money(amount=49.90, currencyCode=Eur)", price.toString())
        assertEquals("Unknown(value=XTS)", Currency.Unknown("XTS").toString())
    }

    @Test
    fun `a number that cannot be is refused where it is given, with its field`() {
        val error = assertThrows<IllegalArgumentException> { CallOptions(maxRetries = -1) }
        assertEquals("maxRetries: expected a number of 0 or more, got -1", error.message)
        assertThrows<IllegalArgumentException> { CallOptions().copy(maxRetries = -1) }
        assertThrows<IllegalArgumentException> { ListReports.builder().pageSize(-1).build() }
        assertEquals(0, CallOptions(maxRetries = 0).maxRetries)
    }

    @Test
    fun `a value is known by all its spellings`() {
        assertEquals(ChargeState.Captured, ChargeState.of("Completed"))
        assertEquals(ChargeState.Captured, ChargeState.of("Captured"))
        assertEquals("Captured", ChargeState.of("Completed").value)
        assertEquals(ChargeState.Unknown("completed"), ChargeState.of("completed"))
    }
}
