package example.shop.checkout

import dev.amazonpay.checkout.LINKS
import dev.amazonpay.checkout.MobileShop
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** The example's flow against a merchant's back end, over HTTP. */
class CheckoutFlowTest {
    private class Kept : CheckoutStore {
        val all = mutableListOf<String>()
        override var saved: String? = null
            set(value) {
                field = value
                if (value != null) all += value
            }
    }

    @Test
    fun `a buyer pays though the app is killed at every turn`() = MobileShop().use { shop ->
        runBlocking {
            val kept = Kept()

            // Each time the app is opened it is a new process that has what was kept and nothing else.
            fun opened() = CheckoutFlow(LINKS, shop.backend(), kept)
            val first = opened()
            first.resume()
            assertEquals(Screen.Cart, first.screen.value)
            first.buy("17")
            val link = shop.buyer("approve", (first.screen.value as Screen.Browser).url)

            val second = opened()
            second.resume()
            assertEquals(first.screen.value, second.screen.value)
            assertFalse(second.opened("https://evil.example/amazon-pay/review?state=1"))
            assertTrue(second.screen.value is Screen.Browser)
            assertTrue(second.opened(link))
            val review = (second.screen.value as Screen.Review).review
            assertFalse(second.opened(link), "a link is accepted once")

            val third = opened()
            third.resume()
            assertEquals(second.screen.value, third.screen.value)
            third.confirm()
            val result = shop.buyer("approve", (third.screen.value as Screen.Browser).url)
            // The server is away when the buyer comes back.
            shop.outage(1)
            assertTrue(third.opened(result))
            assertEquals(Screen.Offline, third.screen.value)

            val fourth = opened()
            fourth.resume()
            val thanks = fourth.screen.value as Screen.Thanks
            assertFalse(thanks.isPending)
            assertTrue(thanks.orderId.orEmpty().startsWith("S0"), thanks.orderId)
            assertNull(kept.saved)
            val buyers = listOfNotNull(
                review.buyerName,
                review.shippingAddress?.addressLine1,
                review.shippingAddress?.postalCode,
                review.shippingAddress?.name,
                review.paymentDescriptor,
                "49.90",
                "PRIVATE KEY",
            )
            assertTrue(buyers.size == 7, "$review")
            for (text in kept.all) for (buyer in buyers) assertFalse(text.contains(buyer), text)
        }
    }

    @Test
    fun `a user whose session ends while the buyer is at Amazon signs in again and has paid once`() =
        MobileShop().use { shop ->
            runBlocking {
                var user = "nobody"
                val kept = Kept()
                val flow = CheckoutFlow(LINKS, shop.backend { user }, kept)
                flow.buy("17")
                assertEquals(Screen.SignIn, flow.screen.value)
                user = "mette"
                flow.retry()
                val link = shop.buyer("approve", (flow.screen.value as Screen.Browser).url)
                assertTrue(flow.opened(link))
                flow.confirm()
                val result = shop.buyer("approve", (flow.screen.value as Screen.Browser).url)
                user = "nobody"
                assertTrue(flow.opened(result))
                assertEquals(Screen.SignIn, flow.screen.value)
                flow.giveUp()
                assertEquals(Screen.SignIn, flow.screen.value, "it may be paid already")

                user = "mette"
                val restored = CheckoutFlow(LINKS, shop.backend { user }, kept)
                restored.resume()
                assertTrue((restored.screen.value as Screen.Thanks).orderId.orEmpty().startsWith("S0"))
                assertNull(kept.saved)
            }
        }

    @Test
    fun `a buyer gives up, and the cart is still there`() = MobileShop().use { shop ->
        runBlocking {
            val kept = Kept()
            val flow = CheckoutFlow(LINKS, shop.backend(), kept)
            shop.outage(1)
            flow.buy("17")
            assertEquals(Screen.Offline, flow.screen.value)
            flow.retry()
            val link = shop.buyer("approve", (flow.screen.value as Screen.Browser).url)
            flow.giveUp()
            assertEquals(Screen.Cart, flow.screen.value)
            assertNull(kept.saved)
            assertFalse(flow.opened(link))
        }
    }

    @Test
    fun `what the shop refuses is said, and what another version kept is forgotten`() = MobileShop().use { shop ->
        runBlocking {
            val kept = Kept()
            kept.saved = """{"version":0}"""
            val flow = CheckoutFlow(LINKS, shop.backend(), kept)
            flow.resume()
            assertEquals(Screen.Cart, flow.screen.value)
            assertNull(kept.saved)
            flow.buy("18")
            assertEquals(Screen.Ended("cart_empty"), flow.screen.value)
            assertNull(kept.saved)
        }
    }
}
