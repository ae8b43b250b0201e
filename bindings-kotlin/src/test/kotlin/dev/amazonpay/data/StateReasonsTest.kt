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

/** The reasons of an object's state say what to do, as in every language. */
class StateReasonsTest {
    private val file = parsed(Path.of("../tests/vectors/errors.json"))["stateReasons"].asJsonObject
    private val objects = mapOf<String, (String) -> Advice?>(
        "Charge" to { ChargeReasonCode.of(it).advice },
        "Refund" to { RefundReasonCode.of(it).advice },
        "ChargePermission" to { ChargePermissionReasonCode.of(it).advice },
        "CheckoutSession" to { CheckoutSessionReasonCode.of(it).advice },
    )

    @TestFactory
    fun `each reason of each object has its advice`(): List<DynamicTest> = file.entrySet().map { (name, reasons) ->
        dynamicTest(name) {
            val advice = objects.getValue(name)
            assertTrue(reasons.asJsonObject.size() > 0)
            for ((reason, expected) in reasons.asJsonObject.entrySet()) {
                val words = expected.takeUnless { it.isJsonNull }?.asString
                assertEquals(words?.let(::plain), advice(reason)?.let { plain(it.name) }, reason)
            }
            assertNull(advice(""))
        }
    }

    @Test
    fun `the vectors have all objects`() = assertEquals(objects.keys, file.keySet())
}
