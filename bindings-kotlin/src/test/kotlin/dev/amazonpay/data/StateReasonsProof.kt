package dev.amazonpay.data

import dev.amazonpay.model.Advice
import dev.amazonpay.model.ChargePermissionReasonCode
import dev.amazonpay.model.ChargeReasonCode
import dev.amazonpay.model.CheckoutSessionReasonCode
import dev.amazonpay.model.RefundReasonCode
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.DynamicTest.dynamicTest
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestFactory
import java.nio.file.Path
import java.util.function.Function

/** The reasons of an object's state say what to do in one language, as in every other. */
abstract class StateReasonsProof {
    private val file = parsed(Path.of("../tests/vectors/errors.json"))["stateReasons"].asJsonObject

    /** By objects, how the language asks for the advice about a reason. */
    protected abstract fun objects(): Map<String, Function<String, Advice?>>

    @TestFactory
    fun `each reason of each object has its advice`(): List<DynamicTest> = file.entrySet().map { (name, reasons) ->
        dynamicTest(name) {
            val advice = objects().getValue(name)
            assertTrue(reasons.asJsonObject.size() > 0)
            for ((reason, expected) in reasons.asJsonObject.entrySet()) {
                val words = expected.takeUnless { it.isJsonNull }?.asString
                assertEquals(words?.let(::plain), advice.apply(reason)?.let { plain(it.name) }, reason)
            }
            assertNull(advice.apply(""))
        }
    }

    @Test
    fun `the vectors have all objects`() = assertEquals(objects().keys, file.keySet())
}

/** The advice about reasons as a Kotlin shop asks for it. */
class StateReasonsTest : StateReasonsProof() {
    override fun objects() = mapOf<String, Function<String, Advice?>>(
        "Charge" to Function { ChargeReasonCode.of(it).advice },
        "Refund" to Function { RefundReasonCode.of(it).advice },
        "ChargePermission" to Function { ChargePermissionReasonCode.of(it).advice },
        "CheckoutSession" to Function { CheckoutSessionReasonCode.of(it).advice },
    )
}
