package dev.amazonpay.readme

import dev.amazonpay.*
import dev.amazonpay.model.*
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import java.math.BigDecimal
import java.net.URI

/** What the README shows stands here and in `JavaReadme`, where it is compiled and runs. */
class ReadmeTest {
    private val told = mutableListOf<Any?>()

    private fun println(message: Any?) {
        told.add(message)
    }

    @Test
    fun `a first payment`() {
        runBlocking {
            Sandbox.start().use { sandbox ->
                val pay = sandbox.client()
                val total = Money(BigDecimal("42.00"), Currency.Eur)

                // The session, for which the button is shown; the buyer clicks it, signs in and chooses a card.
                val review = WebCheckoutDetails(checkoutReviewReturnUrl = URI("https://shop.example/review"))
                val create = CreateCheckoutSession(review, sandbox.credentials().storeId)
                val id = pay.checkoutSessions.create(create).value.checkoutSessionId
                sandbox.buyer.checkout(id, Visit(card = "1111"))

                // The review page: tell Amazon the amount, and send the buyer to pay.
                val update = UpdateCheckoutSession(
                    webCheckoutDetails = WebCheckoutDetails(
                        checkoutResultReturnUrl = URI("https://shop.example/thanks"),
                    ),
                    paymentDetails = PaymentDetails(paymentIntent = PaymentIntent.Authorize, chargeAmount = total),
                )
                pay.checkoutSessions.update(id, update)
                sandbox.buyer.approve(id)

                // The result page: only now the payment is made.
                val session = pay.checkoutSessions.complete(id, CompleteCheckoutSession(total)).value
                val options = CallOptions(idempotencyKey = "capture-1001")
                val charge = pay.charges.capture(session.chargeId!!, CaptureCharge(total), options)
                println(charge.value.statusDetails.state) // Captured
                println(charge.meta.retries) // 0
            }
        }
        assertEquals(listOf(ChargeState.Captured, 0), told)
        assertShown("README.md", "kotlin/dev/amazonpay/readme/ReadmeTest.kt", "kotlin")
    }

    @Test
    fun `a first payment in Java`() {
        JavaReadme.main()
        assertShown("README.md", "java/dev/amazonpay/readme/JavaReadme.java", "java")
    }

    @Test
    fun `errors that say what to do`() {
        runBlocking {
            Sandbox.start().use { sandbox ->
                val pay = sandbox.client()
                val chargeId = "S01-1234567-1234567-C000000"
                try {
                    pay.charges.get(chargeId)
                } catch (error: AmazonPayException.NotFound) {
                    println(error.message) // begins with Amazon's request id
                } catch (error: AmazonPayException) {
                    println(error.details.advice) // what to do about it
                    println(error.details.outcomeUnknown) // whether it may have happened all the same
                }
            }
        }
        assertTrue((told.single() as String).contains("ResourceNotFound"))
    }
}
