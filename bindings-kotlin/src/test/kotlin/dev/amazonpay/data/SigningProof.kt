package dev.amazonpay.data

import com.google.gson.JsonObject
import dev.amazonpay.AmazonPay
import dev.amazonpay.AmazonPayException
import dev.amazonpay.ClientSettings
import dev.amazonpay.model.Algorithm
import dev.amazonpay.model.Region
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.DynamicTest.dynamicTest
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestFactory
import java.nio.file.Path
import java.security.MessageDigest
import java.util.HexFormat
import kotlin.io.path.exists
import kotlin.io.path.listDirectoryEntries
import kotlin.io.path.name
import kotlin.io.path.readText

/**
 * `tests/vectors/signing` through one view of the client: whole requests through `signedHeaders`, at the time of this machine, and
 * buttons. Java's own cryptography verifies what is signed.
 */
abstract class SigningProof {
    private val folders = VECTORS.listDirectoryEntries().filter { it.resolve("canonical-request.txt").exists() }
    private val buttons = VECTORS.listDirectoryEntries("button-*").sorted()

    /** The view that is proved. */
    protected abstract fun signing(pay: AmazonPay): Signing

    private class Version(val algorithm: Algorithm, val file: String, val salt: Int)

    private val versions = listOf(Version(Algorithm.V2, "v2", 32), Version(Algorithm.V1, "v1", 20))

    @TestFactory
    fun `a request is signed as the vectors say`(): List<DynamicTest> = versions.flatMap { version ->
        folders.filter { it.name !in OTHERWISE }.sorted().map { folder ->
            dynamicTest("${folder.name} ${version.file}") { sign(folder, version) }
        }
    }

    private fun sign(folder: Path, version: Version) {
        val request = parsed(folder.resolve("request.json"))
        val own = headers(request).filterKeys { it.lowercase() !in MADE }
        val body = request["body"].asString.ifEmpty { null }
        val signed = client(version.algorithm).use {
            signing(it).signedHeaders(request["method"].asString, url(request), body, own)
        }
        val date = signed.getValue("x-amz-pay-date")
        assertTrue(date.matches(Regex("\\d{8}T\\d{6}Z")), date)
        assertEquals("pay-api.amazon.eu", signed["x-amz-pay-host"])
        assertEquals("eu", signed["x-amz-pay-region"])
        val brought = own.keys.map { it.lowercase() }
        val added = setOf("accept", "content-type", "authorization") + MADE
        assertEquals(added - brought.toSet(), signed.keys)

        val given = folder.resolve("authorization-${version.file}.txt").readText()
        val (told, signature) = signed.getValue("authorization").split("Signature=")
        assertEquals(given.substringBefore("Signature="), told)
        // All but the date is the vector's, byte for byte.
        val canonical = folder.resolve("canonical-request.txt").readText()
        assertTrue(canonical.contains("\nx-amz-pay-date:$DATE\n"), canonical)
        val algorithm = folder.resolve("string-to-sign-${version.file}.txt").readText().lines().first()
        val message = "$algorithm\n${sha256(canonical.replace(DATE, date))}"
        assertTrue(isSignature(signature, message, version.salt), "expected a signature of\n$canonical")
    }

    @Test
    fun `what it cannot sign as the vectors do is refused, or has a reason`() {
        assertEquals(OTHERWISE, folders.map { it.name }.toSet().intersect(OTHERWISE))
        assertTrue(folders.size >= 37, folders.size.toString())
        val folded = parsed(VECTORS.resolve("headers-white-space/request.json"))
        val own = headers(folded).filterKeys { it !in MADE }
        client(Algorithm.V2).use { pay ->
            val error = assertThrows(AmazonPayException.Configuration::class.java) {
                signing(pay).signedHeaders("GET", url(folded), null, own)
            }
            assertEquals("headers", error.details.field)
            val time = assertThrows(AmazonPayException.Configuration::class.java) {
                signing(pay).signedHeaders("GET", url(folded), null, mapOf("X-Amz-Pay-Date" to DATE))
            }
            assertTrue(time.message.contains("x-amz-pay-date is made by the signing"), time.message)
        }
    }

    @TestFactory
    fun `a button's payload is signed as the vectors say`(): List<DynamicTest> = versions.flatMap { version ->
        buttons.map { folder -> dynamicTest("${folder.name} ${version.file}") { signButton(folder, version) } }
    }

    private fun signButton(folder: Path, version: Version) {
        val payload = parsed(folder.resolve("request.json"))["payload"].asString
        val signed = client(version.algorithm).use { signing(it).buttonSignature(payload) }
        val message = folder.resolve("string-to-sign-${version.file}.txt").readText()
        val given = folder.resolve("signature-${version.file}.txt").readText()
        for (signature in listOf(given, signed)) {
            assertTrue(isSignature(signature, message, version.salt), "expected a signature of $message")
        }
    }

    @Test
    fun `there are five buttons`() = assertEquals(5, buttons.size)

    private fun client(algorithm: Algorithm): AmazonPay = AmazonPay(
        ClientSettings(
            publicKeyId = "SANDBOX-TESTONLYKEY",
            privateKey = "../tests/vectors/keys/test-only-rsa-2048.pem",
            region = Region.EU,
            algorithm = algorithm,
        ),
    )

    private fun url(request: JsonObject): String {
        val query = request["query"].asString
        return "https://pay-api.amazon.eu${request["path"].asString}" + if (query.isEmpty()) "" else "?$query"
    }

    private fun headers(request: JsonObject): Map<String, String> =
        request["headers"].asJsonArray.map { it.asJsonArray }.associate { it[0].asString to it[1].asString }

    private fun sha256(text: String): String =
        HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.toByteArray()))

    private companion object {
        val VECTORS: Path = Path.of("../tests/vectors/signing")

        /** That of the vectors. */
        const val DATE = "20261124T080910Z"

        /** Headers that signing makes. */
        val MADE = setOf("x-amz-pay-date", "x-amz-pay-host", "x-amz-pay-region")

        /** Vectors of the canonical request that no call of `signedHeaders` comes to. */
        val OTHERWISE = setOf(
            // It signs no `user-agent` and no `content-length`.
            "headers-all-signed",
            // A map has each name once.
            "headers-repeated",
            // A line feed in a header is refused.
            "headers-white-space",
            // A backslash in the path of an address is a slash.
            "path-reserved-characters",
            // No address is without one.
            "path-without-leading-slash",
        )
    }
}

/** The vectors of signing as a Kotlin shop signs. */
class SigningTest : SigningProof() {
    override fun signing(pay: AmazonPay): Signing = object : Signing {
        override fun signedHeaders(method: String, url: String, body: String?, headers: Map<String, String>?) =
            runBlocking { pay.signedHeaders(method, url, body, headers) }

        override fun buttonSignature(payload: String) = runBlocking { pay.buttonSignature(payload) }
    }
}
