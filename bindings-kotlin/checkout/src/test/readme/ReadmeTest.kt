package dev.amazonpay.checkout

import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import java.net.URI

/** What the README shows, which `cargo xtask readme-test` puts here, against a merchant's back end on a sandbox. */
class ReadmeTest {
    /** The app's own sign-in. */
    private class Session {
        var asked = 0

        suspend fun token(): String = "mette".also { asked++ }
    }

    private class Browser(private val shown: MutableList<String>) {
        fun open(url: URI) {
            assertEquals("https", url.scheme)
            shown += "open"
        }
    }

    private class Screen(private val shown: MutableList<String>) {
        fun show(review: CheckoutReview?) {
            shown += review?.total?.amount.toString()
        }

        fun showProgress() {
            shown += "wait"
        }

        fun thank(orderId: String?) {
            assertTrue(orderId.orEmpty().startsWith("S0"), orderId)
            shown += "thanks"
        }

        fun showCart() {
            shown += "cart"
        }
    }

    @Test
    fun `a checkout`() = MobileShop().use { shop ->
        runBlocking {
            val session = Session()

            // The README's shop is the one of this test.
            fun HttpCheckoutBackend(address: String, headers: suspend () -> Map<String, String>): HttpCheckoutBackend {
                val here = address.replace("https://shop.example", shop.url)
                return dev.amazonpay.checkout.HttpCheckoutBackend(here, headers = headers)
            }

            // README: A checkout

            val shown = mutableListOf<String>()
            val browser = Browser(shown)
            val screen = Screen(shown)
            val following = launch(Dispatchers.Unconfined, CoroutineStart.UNDISPATCHED) {
                // README: A checkout 2
            }
            assertEquals(1, session.asked)
            assertEquals(state, checkout.states.value)
            val link = shop.buyer("approve", (state as CheckoutState.BuyerAtAmazon).url)
            val review = (checkout.handleLink(link) as CheckoutState.Reviewing).review!!
            assertEquals("49.90", review.total.amount.toPlainString())
            val result = shop.buyer("approve", (checkout.confirm() as CheckoutState.Confirming).url!!)
            val done = checkout.handleLink(result)
            assertTrue(done is CheckoutState.Done && done.outcome == OrderOutcome.PAID, done.toString())
            following.cancel()
            assertEquals(listOf("open", "49.90", "open", "thanks"), shown)
        }
    }
}
