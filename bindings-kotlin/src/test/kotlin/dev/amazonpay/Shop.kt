package dev.amazonpay

import dev.amazonpay.model.CheckoutSession
import dev.amazonpay.model.CompleteCheckoutSession
import dev.amazonpay.model.CreateCheckoutSession
import dev.amazonpay.model.Currency
import dev.amazonpay.model.Money
import dev.amazonpay.model.PaymentDetails
import dev.amazonpay.model.PaymentIntent
import dev.amazonpay.model.UpdateCheckoutSession
import dev.amazonpay.model.WebCheckoutDetails
import org.junit.jupiter.api.Assertions.assertEquals
import java.math.BigDecimal
import java.net.URI

internal val price = Money(BigDecimal("49.90"), Currency.Eur)

/** A shop on a sandbox of its own, in this process. */
internal class Shop private constructor(val sandbox: Sandbox, val pay: AmazonPay) : AutoCloseable {
    /** Asks the control API; what is not a success is a failure of the test. */
    suspend fun control(path: String, body: String? = null, method: String = "POST"): String {
        val answer = sandbox.control(method, "/_sandbox/$path", body)
        assertEquals(200, answer.status, answer.body)
        return answer.body
    }

    /** The id of a charge that is authorized. */
    suspend fun charge(): String = order().chargeId!!

    /** An order that is paid, or whose payment is pending: the buyer has been at Amazon and has come back. */
    suspend fun order(pending: Boolean = false): CheckoutSession {
        val sessions = pay.checkoutSessions
        val review = WebCheckoutDetails(checkoutReviewReturnUrl = URI("https://shop.example/review"))
        val created = sessions.create(CreateCheckoutSession(review, sandbox.credentials().storeId))
        val id = created.value.checkoutSessionId
        sandbox.buyer.checkout(id, Visit(card = "1111"))
        val payment = PaymentDetails(
            canHandlePendingAuthorization = pending,
            chargeAmount = price,
            paymentIntent = PaymentIntent.Authorize,
        )
        val result = WebCheckoutDetails(checkoutResultReturnUrl = URI("https://shop.example/result"))
        sessions.update(id, UpdateCheckoutSession(webCheckoutDetails = result, paymentDetails = payment))
        sandbox.buyer.approve(id)
        val options = CallOptions(simulationCode = "AuthorizationInitiated".takeIf { pending })
        return sessions.complete(id, CompleteCheckoutSession(price), options).value
    }

    override fun close() {
        pay.close()
        sandbox.close()
    }

    companion object {
        suspend fun open(settings: ClientSettings? = null, signer: Signer? = null): Shop {
            val sandbox = Sandbox.start()
            return Shop(sandbox, sandbox.client(settings, signer))
        }
    }
}
