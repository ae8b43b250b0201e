package dev.amazonpay.data

import dev.amazonpay.model.Algorithm
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.DynamicTest.dynamicTest
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestFactory
import java.nio.file.Path
import kotlin.io.path.listDirectoryEntries
import kotlin.io.path.name
import kotlin.io.path.readText

/** Buttons, by the vectors of signing: Java's own cryptography verifies what is signed. */
class ButtonSignaturesTest {
    private val folders = Path.of("../tests/vectors/signing").listDirectoryEntries("button-*").sorted()

    @TestFactory
    fun `a button's payload is signed as the vectors say`(): List<DynamicTest> = folders.flatMap { folder ->
        listOf(Triple(Algorithm.V2, "v2", 32), Triple(Algorithm.V1, "v1", 20)).map { (algorithm, version, salt) ->
            dynamicTest("${folder.name} $version") {
                val payload = parsed(folder.resolve("request.json"))["payload"].asString
                val signed = vectorsClient("http://127.0.0.1:1") { copy(algorithm = algorithm) }.use { pay ->
                    runBlocking { pay.buttonSignature(payload) }
                }
                val message = folder.resolve("string-to-sign-$version.txt").readText()
                val given = folder.resolve("signature-$version.txt").readText()
                for (signature in listOf(given, signed)) {
                    assertTrue(isSignature(signature, message, salt), "expected a signature of $message")
                }
            }
        }
    }

    @Test
    fun `there are five of them`() = assertEquals(5, folders.size)
}
