package dev.amazonpay.server

import dev.amazonpay.Sandbox
import dev.amazonpay.Visit
import dev.amazonpay.model.Charge
import dev.amazonpay.model.ChargeState
import dev.amazonpay.model.CreateCheckoutSession
import dev.amazonpay.model.Currency
import dev.amazonpay.model.Money
import dev.amazonpay.model.PaymentDetails
import dev.amazonpay.model.PaymentIntent
import dev.amazonpay.model.UpdateCheckoutSession
import dev.amazonpay.model.WebCheckoutDetails
import dev.amazonpay.readme.assertShown
import io.ktor.server.engine.embeddedServer
import io.ktor.server.netty.Netty
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test
import java.math.BigDecimal
import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpRequest.BodyPublishers
import java.net.http.HttpResponse.BodyHandlers
import java.util.concurrent.ConcurrentHashMap

/** The shop of docs/kotlin-servers.md, over sockets: the buyer's browser and SNS on one side, the sandbox on the other. */
class KtorShopTest {
    private class Kept(private val total: Money) : Orders {
        val placed = ConcurrentHashMap<String, String>()
        val charges = ConcurrentHashMap<String, Charge>()

        override suspend fun total(checkoutSessionId: String) = total.takeIf { checkoutSessionId.isNotEmpty() }

        override suspend fun placed(checkoutSessionId: String, chargeId: String?) {
            placed[checkoutSessionId] = chargeId.orEmpty()
        }

        override suspend fun charge(charge: Charge) {
            charges[charge.chargeId] = charge
        }
    }

    private val browser = HttpClient.newHttpClient()

    private fun visit(url: String): Int =
        browser.send(HttpRequest.newBuilder(URI(url)).build(), BodyHandlers.discarding()).statusCode()

    private fun deliver(url: String, body: String): Int {
        val request = HttpRequest.newBuilder(URI(url)).POST(BodyPublishers.ofString(body)).build()
        return browser.send(request, BodyHandlers.discarding()).statusCode()
    }

    @Test
    fun `an order is completed, and the notification of its charge is taken`(): Unit = runBlocking {
        Sandbox.start().use { sandbox ->
            val total = Money(BigDecimal("49.90"), Currency.Eur)
            val (pay, orders) = sandbox.client() to Kept(total)
            val server = embeddedServer(Netty, port = 0, host = "127.0.0.1") {
                amazonPay(pay, sandbox.notificationVerifier(), orders)
            }.startSuspend()
            val shop = "http://127.0.0.1:${server.engine.resolvedConnectors().single().port}"

            val review = WebCheckoutDetails(checkoutReviewReturnUrl = URI("https://shop.example/review"))
            val create = CreateCheckoutSession(review, sandbox.credentials().storeId)
            val id = pay.checkoutSessions.create(create).value.checkoutSessionId
            sandbox.buyer.checkout(id, Visit(card = "1111", ipnUrl = "$shop/ipn"))
            assertEquals(302, visit("$shop/thanks?amazonCheckoutSessionId=$id"), "the buyer has not paid yet")
            val update = UpdateCheckoutSession(
                webCheckoutDetails = WebCheckoutDetails(checkoutResultReturnUrl = URI("https://shop.example/thanks")),
                paymentDetails = PaymentDetails(paymentIntent = PaymentIntent.Authorize, chargeAmount = total),
            )
            pay.checkoutSessions.update(id, update)
            sandbox.buyer.approve(id)
            assertEquals(200, visit("$shop/thanks?amazonCheckoutSessionId=$id"))
            assertEquals(404, visit("$shop/thanks"))

            sandbox.notificationsSettled()
            val charge = orders.charges.getValue(orders.placed.getValue(id))
            assertEquals(ChargeState.Authorized, charge.statusDetails.state)
            assertEquals(400, deliver("$shop/ipn", """{"Type": "Notification"}"""), "nobody has signed it")
            server.stopSuspend(0, 0)
            pay.close()
        }
    }

    @Test
    fun `the page shows what runs here`() =
        assertShown("../docs/kotlin-servers.md", "kotlin/dev/amazonpay/server/KtorShop.kt", "kotlin")
}
