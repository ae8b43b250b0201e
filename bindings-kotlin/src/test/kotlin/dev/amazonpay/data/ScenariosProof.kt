package dev.amazonpay.data

import com.google.gson.JsonArray
import com.google.gson.JsonParser
import dev.amazonpay.ClientSettings
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.DynamicTest.dynamicTest
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestFactory
import org.junit.jupiter.api.assertThrows
import kotlin.io.path.listDirectoryEntries
import kotlin.io.path.nameWithoutExtension

/**
 * The scenarios that every language runs, through the typed methods of one view of the client, each in a sandbox of its own.
 */
abstract class ScenariosProof {
    /** A merchant of the view that is proved, in a sandbox with these settings. */
    protected abstract fun merchant(sandbox: String, client: ClientSettings): Merchant

    private fun runner() = ScenarioRunner(::merchant)

    @TestFactory
    fun `each scenario`(): List<DynamicTest> = SCENARIOS.listDirectoryEntries("*.json").sorted().map { file ->
        val scenario = parsed(file)
        dynamicTest("${file.nameWithoutExtension}: ${scenario["scenario"].asString}") {
            runner().use { it.run(scenario["steps"].asJsonArray) }
        }
    }

    private fun play(steps: String) = runner().use { it.run(JsonParser.parseString(steps) as JsonArray) }

    @Test
    fun `a step that does not come true fails, and is named`() {
        val get = """"call": "charges.get", "path": ["S01-1-1-C1"]"""
        play("""[{$get, "refused": {"kind": "not_found"}}]""")
        for ((steps, told) in listOf(
            """[{$get, "refused": {"kind": "declined"}}]""" to "kind",
            "[{$get}]" to "ResourceNotFound",
            """[{"sandbox": "clock", "body": {"advance": 30}, "refused": {}}]""" to "was to be refused",
            """[{"notified": [{"ObjectType": "CHARGE"}]}]""" to "expected: <1>",
            """[{"call": "charges.get", "path": ["${'$'}nothing"]}]""" to "nothing was saved as nothing",
        )) {
            val message = assertThrows<AssertionError> { play(steps) }.message.orEmpty()
            assertTrue(message.startsWith("step 1, ") && message.contains(told), message)
        }
    }
}

/** The scenarios as a Kotlin shop calls. */
class ScenariosTest : ScenariosProof() {
    override fun merchant(sandbox: String, client: ClientSettings): Merchant = SuspendMerchant.start(sandbox, client)
}
