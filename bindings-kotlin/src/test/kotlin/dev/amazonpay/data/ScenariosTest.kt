package dev.amazonpay.data

import com.google.gson.JsonArray
import com.google.gson.JsonParser
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.DynamicTest.dynamicTest
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestFactory
import org.junit.jupiter.api.assertThrows
import kotlin.io.path.listDirectoryEntries
import kotlin.io.path.nameWithoutExtension

/** The scenarios that every language runs, through the typed methods, each in a sandbox of its own. */
class ScenariosTest {
    @TestFactory
    fun `each scenario`(): List<DynamicTest> = SCENARIOS.listDirectoryEntries("*.json").sorted().map { file ->
        val scenario = parsed(file)
        dynamicTest("${file.nameWithoutExtension}: ${scenario["scenario"].asString}") {
            ScenarioRunner().use { it.run(scenario["steps"].asJsonArray) }
        }
    }

    private fun play(steps: String) = ScenarioRunner().use { it.run(JsonParser.parseString(steps) as JsonArray) }

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
