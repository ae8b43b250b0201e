package example.shop.checkout

import dev.amazonpay.checkout.Checkout
import dev.amazonpay.checkout.CheckoutBackend
import dev.amazonpay.checkout.CheckoutException
import dev.amazonpay.checkout.CheckoutLinks
import dev.amazonpay.checkout.CheckoutReview
import dev.amazonpay.checkout.CheckoutState
import dev.amazonpay.checkout.OrderOutcome
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import java.net.URI

/** What the app shows. */
sealed interface Screen {
    data object Cart : Screen

    data object Waiting : Screen

    /** The buyer is at Amazon, or has closed the browser there: a button opens it again, another one gives up. */
    data class Browser(val url: URI) : Screen

    data class Review(val review: CheckoutReview) : Screen

    data class Thanks(val orderId: String?, val isPending: Boolean) : Screen

    /** The server could not be reached: a button tries again. */
    data object Offline : Screen

    /** The user's session with the shop is over: a button leads to the app's own sign-in, then tries again. */
    data object SignIn : Screen

    /** It ended without an order. The cart is still there. */
    data class Ended(val code: String) : Screen
}

/** Where the app keeps a checkout while the buyer is at Amazon: where the app alone can read it, and no backup has it. */
interface CheckoutStore {
    var saved: String?
}

/**
 * The checkout of this shop's app, without a screen: what Android's view model holds. It is called by one coroutine at a time.
 *
 * Nothing in it knows a key or a price. What it keeps in [store] is what the library wrote, which has nothing of the buyer's.
 */
class CheckoutFlow(
    private val links: CheckoutLinks,
    private val backend: CheckoutBackend,
    private val store: CheckoutStore,
) : AutoCloseable {
    private val shown = MutableStateFlow<Screen>(Screen.Cart)
    private var checkout: Checkout? = null
    private var order = "{}"

    /** What to show. */
    val screen: StateFlow<Screen> = shown.asStateFlow()

    /** Goes on where the app was killed, if it was in the middle of a checkout. */
    suspend fun resume() {
        val saved = store.saved ?: return
        val restored = try {
            Checkout.restore(links, backend, saved)
        } catch (_: CheckoutException.Saved) {
            // Of another version of the app. The cart is still there.
            store.saved = null
            return
        }
        checkout = restored
        retry()
    }

    /** The buyer presses the button of the cart. */
    suspend fun buy(cartId: String) {
        require(cartId.all(Char::isLetterOrDigit)) { "cartId: expected letters and digits, got $cartId" }
        val begun = Checkout(links, backend)
        checkout?.close()
        checkout = begun
        order = """{"cartId": "$cartId"}"""
        step { begun.start(order) }
    }

    /** The app was opened with a link. Anybody can send one: false when it is none of this checkout's. */
    suspend fun opened(link: String): Boolean {
        val ours = checkout ?: return false
        val before = shown.value
        try {
            step { ours.handleLink(link) }
        } catch (_: CheckoutException.Link) {
            shown.value = before
            return false
        }
        return true
    }

    /** The buyer presses the button that confirms the order. */
    suspend fun confirm() {
        val ours = checkout ?: return
        step { ours.confirm() }
    }

    /** Does again what could not be done, or shows what there is. */
    suspend fun retry() {
        val ours = checkout ?: return
        when (val state = ours.state()) {
            CheckoutState.Starting -> step { ours.start(order) }
            is CheckoutState.Reviewing -> if (state.review == null) step { ours.review() } else show(state)
            is CheckoutState.Confirming -> if (state.url == null) step { ours.complete() } else show(state)
            else -> show(state)
        }
    }

    /** The buyer gives up. While the server is asked whether the order was paid there is nothing to give up. */
    fun giveUp() {
        val ours = checkout ?: return
        try {
            show(ours.cancel())
        } catch (_: CheckoutException.WrongState) {
            return
        }
    }

    private suspend fun step(step: suspend () -> CheckoutState) {
        shown.value = Screen.Waiting
        try {
            show(step())
        } catch (_: CheckoutException.Unreachable) {
            keep()
            shown.value = Screen.Offline
        } catch (_: CheckoutException.Unauthenticated) {
            keep()
            shown.value = Screen.SignIn
        } catch (refused: CheckoutException.Refused) {
            show(CheckoutState.Failed(refused.code))
        } catch (_: CheckoutException.Contract) {
            // The server's mistake, which trying again does not mend.
            show(CheckoutState.Failed("contract"))
        }
    }

    private fun show(state: CheckoutState) {
        keep()
        shown.value = when (state) {
            CheckoutState.Starting -> Screen.Waiting
            is CheckoutState.BuyerAtAmazon -> Screen.Browser(state.url)
            is CheckoutState.Reviewing -> state.review?.let(Screen::Review) ?: Screen.Waiting
            is CheckoutState.Confirming -> state.url?.let(Screen::Browser) ?: Screen.Waiting
            is CheckoutState.Done -> ended(Screen.Thanks(state.orderId, state.outcome == OrderOutcome.PENDING))
            CheckoutState.Cancelled -> ended(Screen.Cart)
            is CheckoutState.Failed -> ended(Screen.Ended(state.code))
        }
    }

    private fun keep() {
        // What has not begun is in the cart still.
        store.saved = checkout?.takeIf { it.state() != CheckoutState.Starting }?.save()
    }

    private fun ended(screen: Screen): Screen {
        close()
        store.saved = null
        return screen
    }

    override fun close() {
        checkout?.close()
        checkout = null
    }
}
