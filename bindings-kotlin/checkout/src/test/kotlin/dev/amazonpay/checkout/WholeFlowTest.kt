package dev.amazonpay.checkout

import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNotNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** Over HTTP, against a merchant's back end that has the key, and a sandbox behind it. */
class WholeFlowTest {
    @Test
    fun `an app takes a payment without a key`() = MobileShop().use { shop ->
        runBlocking {
            val checkout = Checkout(LINKS, shop.backend())
            val opened = checkout.start("""{"cartId": "17"}""") as CheckoutState.BuyerAtAmazon
            // The system kills the app while the buyer is in the browser.
            val saved = checkout.save()
            checkout.close()
            val link = shop.buyer("approve", opened.url)
            Checkout.restore(LINKS, shop.backend(), saved).use { restored ->
                val review = (restored.handleLink(link) as CheckoutState.Reviewing).review!!
                assertEquals("49.90", review.total.amount.toPlainString())
                assertNotNull(review.buyerName)
                assertNotNull(review.shippingAddress?.city)
                assertTrue(review.paymentDescriptor.orEmpty().contains("1111"), review.paymentDescriptor)
                assertEquals("Friday", json(review.unknownFields)["deliveryDate"].asString)

                val confirming = restored.confirm() as CheckoutState.Confirming
                val result = shop.buyer("approve", confirming.url!!)
                // The server is away when the buyer comes back, and there again at the second try.
                shop.outage(1)
                assertEquals(
                    "status 503",
                    refused<CheckoutException.Unreachable> {
                        restored.handleLink(result)
                    }.reason,
                )
                val done = restored.complete() as CheckoutState.Done
                assertEquals(OrderOutcome.PAID, done.outcome)
                assertTrue(done.orderId.orEmpty().startsWith("S0"), done.orderId)
                assertEquals(done, restored.states.value)
            }
        }
    }

    @Test
    fun `a buyer cancels at Amazon, before and after the review`() = MobileShop().use { shop ->
        runBlocking {
            val first = Checkout(LINKS, shop.backend())
            val opened = first.start("""{"cartId": "17"}""") as CheckoutState.BuyerAtAmazon
            assertEquals(CheckoutState.Cancelled, first.handleLink(shop.buyer("cancel", opened.url)))

            val second = Checkout(LINKS, shop.backend())
            val again = second.start("""{"cartId": "17"}""") as CheckoutState.BuyerAtAmazon
            second.handleLink(shop.buyer("approve", again.url))
            val confirming = second.confirm() as CheckoutState.Confirming
            assertEquals(CheckoutState.Cancelled, second.handleLink(shop.buyer("cancel", confirming.url!!)))
        }
    }

    @Test
    fun `what the shop refuses ends the checkout`() = MobileShop().use { shop ->
        runBlocking {
            val checkout = Checkout(LINKS, shop.backend())
            val refused = refused<CheckoutException.Refused> { checkout.start("""{"cartId": "none"}""") }
            assertEquals("cart_empty", refused.code)
            assertEquals(CheckoutState.Failed("cart_empty"), checkout.states.value)
        }
    }
}
