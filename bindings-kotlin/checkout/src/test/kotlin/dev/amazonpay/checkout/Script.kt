package dev.amazonpay.checkout

import com.google.gson.JsonElement
import com.google.gson.JsonObject
import com.google.gson.JsonParser
import java.nio.file.Files
import java.nio.file.Path

const val SESSION = "bd504926-f659-4ad7-a1a9-9a747aaf5275"

/** What both sides of the contract are tested with. */
fun vectors(name: String): JsonObject =
    JsonParser.parseString(Files.readString(Path.of("../../tests/vectors/mobile-checkout", name))).asJsonObject

val LINKS = vectors("links.json").getAsJsonObject("links").let {
    CheckoutLinks(it["review"].asString, it["result"].asString, it["cancel"].asString)
}

fun json(text: String): JsonObject = JsonParser.parseString(text).asJsonObject

/** Answers each step as it is told, and keeps what was asked. */
class Script : CheckoutBackend {
    private val answers = ArrayDeque<Pair<CheckoutStep, BackendAnswer>>()
    val asked = mutableListOf<Pair<CheckoutStep, JsonObject>>()

    fun answer(step: CheckoutStep, status: Int, body: JsonElement): Script = apply {
        answers.addLast(step to BackendAnswer(status, body.toString()))
    }

    override suspend fun send(step: CheckoutStep, body: String): BackendAnswer {
        asked += step to json(body)
        val next = answers.firstOrNull { it.first == step } ?: throw BackendException.Unreachable("nobody there")
        answers.remove(next)
        return next.second
    }

    /** The link that brings the buyer back, with the nonce that was asked for last. */
    fun link(place: String): String =
        "https://shop.example/amazon-pay/$place?amazonCheckoutSessionId=$SESSION&state=$state"

    val state: String get() = asked.last { it.second.has("returnState") }.second["returnState"].asString
}

/** A checkout that has come to the step before `step`. */
suspend fun before(step: CheckoutStep): Pair<Script, Checkout> {
    val script = Script()
    val checkout = Checkout(LINKS, script)
    val opening = json("""{"url": "https://shop.example/pay"}""")
    if (step != CheckoutStep.START) {
        script.answer(CheckoutStep.START, 200, opening)
        checkout.start("{}")
    }
    if (step == CheckoutStep.CONFIRM || step == CheckoutStep.COMPLETE) {
        script.answer(CheckoutStep.REVIEW, 200, json("""{"total": {"amount": "49.90", "currencyCode": "EUR"}}"""))
        checkout.handleLink(script.link("review"))
    }
    if (step == CheckoutStep.COMPLETE) {
        script.answer(CheckoutStep.CONFIRM, 200, opening)
        checkout.confirm()
    }
    return script to checkout
}
