package dev.amazonpay.checkout

import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.joinAll
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class RestoringTest {
    private val total = json("""{"total": {"amount": "49.90", "currencyCode": "EUR"}, "buyerName": "Mette Hansen"}""")

    @Test
    fun `a killed app goes on where it was`() = runBlocking {
        val (script, checkout) = before(CheckoutStep.COMPLETE)
        val link = script.link("result")
        val restored = Checkout.restore(LINKS, script, checkout.save())
        // The back end cannot be reached: the link has been used, and completing is tried again.
        refused<CheckoutException.Unreachable> { restored.handleLink(link) }
        val again = Checkout.restore(LINKS, script, restored.save())
        assertEquals("it was used already", refused<CheckoutException.Link> { again.handleLink(link) }.reason)
        assertEquals(CheckoutState.Confirming(null), again.state())
        script.answer(CheckoutStep.COMPLETE, 200, json("""{"outcome": "pending"}"""))
        assertEquals(CheckoutState.Done(OrderOutcome.PENDING, null), again.complete())
    }

    @Test
    fun `nothing of the buyer's is kept or printed`() = runBlocking {
        val (script, checkout) = before(CheckoutStep.REVIEW)
        script.answer(CheckoutStep.REVIEW, 200, total)
        val state = checkout.handleLink(script.link("review")) as CheckoutState.Reviewing
        assertEquals("Mette Hansen", state.review?.buyerName)
        for (text in listOf(checkout.save(), state.toString(), checkout.states.value.toString())) {
            assertFalse(text.contains("Mette"), text)
        }
        assertFalse(checkout.save().contains("49.90"), checkout.save())
        assertFalse(BackendAnswer(200, total.toString()).toString().contains("Mette"))
        // What there was to review is asked for again.
        val restored = Checkout.restore(LINKS, script, checkout.save())
        assertEquals(CheckoutState.Reviewing(null), restored.state())
        script.answer(CheckoutStep.REVIEW, 200, total)
        assertEquals(state, restored.review())
    }

    @Test
    fun `what no checkout wrote is not read`() = runBlocking {
        val (script, checkout) = before(CheckoutStep.CONFIRM)
        val saved = checkout.save()
        val texts =
            listOf("", "{}", saved.replace("\"version\":1", "\"version\":2"), saved.replace(SESSION, "../charges"))
        for (text in texts) {
            val refused = refused<CheckoutException.Saved> { Checkout.restore(LINKS, script, text) }
            assertFalse(refused.message.contains(SESSION), refused.message)
        }
    }

    @Test
    fun `a buyer gives up in the app`() = runBlocking {
        val (script, checkout) = before(CheckoutStep.CONFIRM)
        assertEquals(CheckoutState.Cancelled, checkout.cancel())
        assertEquals(CheckoutState.Cancelled, checkout.states.value)
        val refused = refused<CheckoutException.WrongState> { checkout.confirm() }
        assertEquals("confirm: the checkout is cancelled", refused.message)
        refused<CheckoutException.Link> { checkout.handleLink(script.link("result")) }
        assertEquals(CheckoutState.Cancelled, Checkout.restore(LINKS, script, checkout.save()).state())
    }

    @Test
    fun `the flow has the newest state whichever of two ends first`() = runBlocking {
        val opening = json("""{"url": "https://shop.example/pay"}""")
        repeat(500) {
            Checkout(LINKS, Script().answer(CheckoutStep.START, 200, opening)).use { checkout ->
                val start = launch(Dispatchers.Default) { runCatching { checkout.start("{}") } }
                val cancel = launch(Dispatchers.Default) { checkout.cancel() }
                joinAll(start, cancel)
                assertEquals(CheckoutState.Cancelled, checkout.states.value)
            }
        }
    }

    @Test
    fun `a step that is cancelled reaches the back end's code, and may be done again`() = runBlocking {
        val asked = CompletableDeferred<Unit>()
        val ended = CompletableDeferred<Unit>()
        val silent = object : CheckoutBackend {
            override suspend fun send(step: CheckoutStep, body: String): BackendAnswer {
                if (asked.isCompleted) return BackendAnswer(200, """{"url": "https://shop.example/pay"}""")
                asked.complete(Unit)
                try {
                    awaitCancellation()
                } finally {
                    ended.complete(Unit)
                }
            }
        }
        val checkout = Checkout(LINKS, silent)
        val start = async { checkout.start("{}") }
        asked.await()
        val second = refused<CheckoutException.WrongState> { checkout.start("{}") }
        assertEquals("start: another step is under way", second.message)
        start.cancelAndJoin()
        ended.await()
        assertEquals(CheckoutState.Starting, checkout.states.value)
        assertTrue(checkout.start("{}") is CheckoutState.BuyerAtAmazon)
    }

    @Test
    fun `what the app's code throws is told without its text`() = runBlocking {
        val broken = object : CheckoutBackend {
            override suspend fun send(step: CheckoutStep, body: String): BackendAnswer = error("Mette Hansen")
        }
        val error = refused<CheckoutException.Unreachable> { Checkout(LINKS, broken).start("{}") }
        assertEquals("start: the app's code threw something else than a BackendError", error.message)
    }

    @Test
    fun `links and orders are checked`() = runBlocking {
        val wrong =
            refused<CheckoutException.Settings> { Checkout(LINKS.copy(review = "http://shop.example/a"), Script()) }
        assertEquals("review", wrong.field)
        assertEquals("order", refused<CheckoutException.Settings> { Checkout(LINKS, Script()).start("{") }.field)
    }
}
