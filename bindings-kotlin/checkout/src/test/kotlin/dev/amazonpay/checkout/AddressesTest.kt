package dev.amazonpay.checkout

import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test
import java.net.URI

/** Addresses to open are the language's own, whatever the back end wrote. */
class AddressesTest {
    private suspend fun opened(url: String): URI {
        val (script, checkout) = before(CheckoutStep.START)
        script.answer(CheckoutStep.START, 200, json("""{"url": "$url"}"""))
        val opened = (checkout.start("{}") as CheckoutState.BuyerAtAmazon).url
        val restored = Checkout.restore(LINKS, script, checkout.save()).state()
        assertEquals(CheckoutState.BuyerAtAmazon(opened), restored)
        return opened
    }

    @Test
    fun `what a URI cannot have is percent-encoded`() = runBlocking {
        for ((written, address) in mapOf(
            "https://shop.example/pay?cart=17#top" to "https://shop.example/pay?cart=17#top",
            "https://shop.example/pay?items=a|b&note={x}" to "https://shop.example/pay?items=a%7Cb&note=%7Bx%7D",
            "https://shop.example/zur kasse/50%" to "https://shop.example/zur%20kasse/50%25",
            "https://münchen.example/pay" to "https://xn--mnchen-3ya.example/pay",
        )) {
            assertEquals(URI(address), opened(written))
        }
    }
}
