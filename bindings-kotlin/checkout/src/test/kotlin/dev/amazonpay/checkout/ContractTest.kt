package dev.amazonpay.checkout

import com.google.gson.JsonObject
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.DynamicTest.dynamicTest
import org.junit.jupiter.api.TestFactory

/** The contract between an app and the merchant's back end, as `tests/vectors/mobile-checkout` has it. */
class ContractTest {
    @TestFactory
    fun `every step is asked and answered as the contract says`(): List<DynamicTest> =
        vectors("steps.json").getAsJsonArray("steps").map { it.asJsonObject }.map { case ->
            dynamicTest(case["name"].asString) { runBlocking { step(case) } }
        }

    private suspend fun step(case: JsonObject) {
        val step = CheckoutStep.valueOf(case["step"].asString.uppercase())
        val (script, checkout) = before(step)
        val answer = case.getAsJsonObject("answer")
        script.answer(step, answer["status"].asInt, answer["body"])
        val outcome = runCatching {
            when (step) {
                CheckoutStep.START -> checkout.start("""{"cartId": "17"}""")
                CheckoutStep.REVIEW -> checkout.handleLink(script.link("review"))
                CheckoutStep.CONFIRM -> checkout.confirm()
                CheckoutStep.COMPLETE -> checkout.handleLink(script.link("result"))
            }
        }
        assertEquals(case["state"], told(checkout.state()))
        assertEquals(checkout.state(), checkout.states.value)
        outcome.onSuccess { state -> assertEquals(case["state"], told(state)) }
        assertEquals(case["error"], outcome.exceptionOrNull()?.let { told(it as CheckoutException) })
        val request = case.getAsJsonObject("request") ?: return
        val asked = script.asked.last().second
        for ((field, placeholder) in mapOf("checkoutId" to "CHECKOUT", "returnState" to "STATE")) {
            if (!request.has(field)) continue
            assertTrue(asked[field].asString.length >= 32)
            asked.addProperty(field, placeholder)
        }
        assertEquals(request, asked)
    }

    @TestFactory
    fun `a link is accepted when it is this checkout's`(): List<DynamicTest> =
        vectors("links.json").getAsJsonArray("accepted").map { it.asJsonObject }.map { case ->
            dynamicTest(case["name"].asString) {
                runBlocking {
                    val (script, checkout) = before(CheckoutStep.REVIEW)
                    script.answer(
                        CheckoutStep.REVIEW,
                        200,
                        json("""{"total": {"amount": "1", "currencyCode": "EUR"}}"""),
                    )
                    val link = case["link"].asString.replace("STATE", script.state)
                    assertEquals(case["leadsTo"], told(checkout.handleLink(link))["name"])
                    val again = refused<CheckoutException.Link> { checkout.handleLink(link) }
                    assertEquals("it was used already", again.reason)
                }
            }
        }

    @TestFactory
    fun `a link is refused when it is not`(): List<DynamicTest> =
        vectors("links.json").getAsJsonArray("refused").map { it.asJsonObject }.map { case ->
            dynamicTest(case["name"].asString) {
                runBlocking {
                    val (script, checkout) = before(CheckoutStep.REVIEW)
                    val saved = checkout.save()
                    val link = case["link"].asString.replace("STATE", script.state)
                    val refused = refused<CheckoutException.Link> { checkout.handleLink(link) }
                    assertEquals(case["reason"].asString, refused.reason)
                    assertEquals(saved, checkout.save())
                }
            }
        }
}

/** A state as the vectors write it. */
fun told(state: CheckoutState): JsonObject {
    val told = JsonObject()
    fun tell(name: String, vararg fields: Pair<String, String?>) {
        told.addProperty("name", name)
        for ((field, value) in fields) if (value != null) told.addProperty(field, value)
    }
    when (state) {
        CheckoutState.Starting -> tell("starting")

        is CheckoutState.BuyerAtAmazon -> tell("buyerAtAmazon", "url" to state.url.toString())

        is CheckoutState.Reviewing -> {
            val total = state.review?.total
            tell("reviewing", "total" to total?.let { "${it.amount.toPlainString()} ${it.currencyCode.value}" })
        }

        is CheckoutState.Confirming -> tell("confirming", "url" to state.url?.toString())

        is CheckoutState.Done ->
            tell("done", "outcome" to state.outcome.name.lowercase(), "orderId" to state.orderId)

        CheckoutState.Cancelled -> tell("cancelled")

        is CheckoutState.Failed -> tell("failed", "code" to state.code)
    }
    return told
}

private fun told(error: CheckoutException): JsonObject {
    val told = JsonObject()
    val (name, reason) = when (error) {
        is CheckoutException.Contract -> "contract" to error.reason
        is CheckoutException.Refused -> "refused" to error.reason
        is CheckoutException.Unreachable -> "unreachable" to error.reason
        is CheckoutException.Unauthenticated -> "unauthenticated" to error.reason
        else -> throw error
    }
    told.addProperty("name", name)
    if (error is CheckoutException.Refused) told.addProperty("code", error.code)
    told.addProperty("reason", reason)
    return told
}

/** The exception that a step ends with. */
inline fun <reified E : Throwable> refused(crossinline step: suspend () -> Any?): E =
    assertThrows(E::class.java) { runBlocking { step() } }
