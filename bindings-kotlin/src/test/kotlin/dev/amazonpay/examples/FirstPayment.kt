package dev.amazonpay.examples

import dev.amazonpay.AmazonPayException
import dev.amazonpay.CallOptions
import dev.amazonpay.Sandbox
import dev.amazonpay.Visit
import dev.amazonpay.model.CaptureCharge
import dev.amazonpay.model.CompleteCheckoutSession
import dev.amazonpay.model.CreateCheckoutSession
import dev.amazonpay.model.CreateRefund
import dev.amazonpay.model.Currency
import dev.amazonpay.model.Money
import dev.amazonpay.model.PaymentDetails
import dev.amazonpay.model.PaymentIntent
import dev.amazonpay.model.UpdateCheckoutSession
import dev.amazonpay.model.WebCheckoutDetails
import java.math.BigDecimal
import java.net.URI
import java.time.Duration

/** A payment from the session to the refund, told step by step: what `make demo` runs. */
suspend fun main() = Sandbox.start().use { sandbox ->
    val pay = sandbox.client()
    val total = Money(BigDecimal("49.90"), Currency.Eur)
    println("A sandbox stands in for Amazon at ${sandbox.url}.")

    val review = WebCheckoutDetails(checkoutReviewReturnUrl = URI("https://shop.example/review"))
    val create = CreateCheckoutSession(review, sandbox.credentials().storeId)
    val session = pay.checkoutSessions.create(create).value
    val id = session.checkoutSessionId
    println("Session $id is ${session.statusDetails.state}.")

    sandbox.buyer.checkout(id, Visit(card = "1111"))
    val update = UpdateCheckoutSession(
        webCheckoutDetails = WebCheckoutDetails(checkoutResultReturnUrl = URI("https://shop.example/thanks")),
        paymentDetails = PaymentDetails(paymentIntent = PaymentIntent.Authorize, chargeAmount = total),
    )
    pay.checkoutSessions.update(id, update)
    sandbox.buyer.approve(id)
    val chargeId = pay.checkoutSessions.complete(id, CompleteCheckoutSession(total)).value.chargeId!!
    println("The buyer has paid: charge $chargeId is ${pay.charges.get(chargeId).value.statusDetails.state}.")

    val options = CallOptions(idempotencyKey = "capture-1001")
    val captured = pay.charges.capture(chargeId, CaptureCharge(total), options)
    println("It is ${captured.value.statusDetails.state}, request ${captured.meta.requestId}.")
    val again = pay.charges.capture(chargeId, CaptureCharge(total), options).value
    println("Once more under the same key takes nothing more: ${again.captureAmount?.amount} in all.")

    val refund = pay.refunds.create(CreateRefund(chargeId, total)).value
    sandbox.clock.advance(Duration.ofDays(1))
    println("The refund is ${pay.refunds.get(refund.refundId).value.statusDetails.state}.")

    try {
        pay.charges.get("S01-1234567-1234567-C000000")
    } catch (error: AmazonPayException.NotFound) {
        println("What is not there is said so: ${error.details.reasonCode}, advice ${error.details.advice}.")
    }
    pay.close()
}
