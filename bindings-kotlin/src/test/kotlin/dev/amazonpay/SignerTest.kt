package dev.amazonpay

import dev.amazonpay.model.Algorithm
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import java.security.KeyFactory
import java.security.PrivateKey
import java.security.Signature
import java.security.spec.MGF1ParameterSpec
import java.security.spec.PKCS8EncodedKeySpec
import java.security.spec.PSSParameterSpec
import java.time.Duration
import java.util.Base64
import java.util.concurrent.atomic.AtomicInteger

/** A signer of the shop's own: it signs, it throws, it never answers. */
class SignerTest {
    private class KeyService(val code: suspend (ByteArray) -> ByteArray) : Signer {
        override suspend fun sign(algorithm: Algorithm, message: ByteArray) = code(message)
    }

    private suspend fun failure(shop: Shop): AmazonPayException {
        val error = runCatching { shop.pay.charges.get(CHARGE) }.exceptionOrNull()
        assertTrue(error is AmazonPayException, error.toString())
        return error as AmazonPayException
    }

    @Test
    fun `Java's cryptography signs, from many coroutines at once`(): Unit = runBlocking {
        Sandbox.start().use { sandbox ->
            val key = javaKey(sandbox.credentials().privateKey)
            val signed = AtomicInteger()
            val service = KeyService { message -> signed.incrementAndGet().let { javaSignature(key, message) } }
            sandbox.client(signer = service).use { pay ->
                val calls = List(200) {
                    async(Dispatchers.Default) { runCatching { pay.charges.get(CHARGE) }.exceptionOrNull() }
                }
                // Only a request whose signature is right is told that there is no such charge.
                assertTrue(calls.awaitAll().all { it is AmazonPayException.NotFound })
                assertEquals(200, signed.get())
            }
        }
    }

    @Test
    fun `a reason is told, of anything else thrown the class alone`(): Unit = runBlocking {
        val reason = KeyService { throw CallbackException.Failed("the key service is closed on Sundays") }
        Shop.open(signer = reason).use { shop ->
            val error = failure(shop)
            assertTrue(error is AmazonPayException.Signing, error.toString())
            assertTrue(error.message.contains("the key service is closed on Sundays"), error.message)
        }
        Shop.open(signer = KeyService { error("the secret is 4711") }).use { shop ->
            val error = failure(shop)
            assertTrue(error is AmazonPayException.Signing, error.toString())
            assertTrue(error.message.contains("java.lang.IllegalStateException"), error.message)
            assertFalse(error.message.contains("4711"), error.message)
        }
        Shop.open(signer = KeyService { "c2lnbmVk".toByteArray() }).use { shop ->
            assertTrue(failure(shop).message.contains("decode the base64 first"))
        }
    }

    @Test
    fun `one that never answers is a time-out, and is cancelled`(): Unit = runBlocking {
        val cancelled = CompletableDeferred<Unit>()
        val silent = KeyService {
            try {
                awaitCancellation()
            } finally {
                cancelled.complete(Unit)
            }
        }
        Shop.open(ClientSettings(totalTimeout = Duration.ofMillis(200)), silent).use { shop ->
            val error = failure(shop)
            assertTrue(error is AmazonPayException.Timeout, error.toString())
            withTimeout(20_000) { cancelled.await() }
        }
    }

    @Test
    fun `an observer that throws disturbs no call`(): Unit = runBlocking {
        val attempts = mutableListOf<Attempt>()
        val observer = object : AttemptObserver {
            override fun onAttempt(attempt: Attempt) {
                attempts.add(attempt)
                error("the disk is full")
            }
        }
        Sandbox.start().use { sandbox ->
            val error = runCatching { sandbox.client(observer = observer).charges.get(CHARGE) }.exceptionOrNull()
            assertTrue(error is AmazonPayException.NotFound, error.toString())
            assertEquals(listOf("charges.get" to 404), attempts.map { it.operation to it.status })
        }
    }

    companion object {
        const val CHARGE = "S02-9876543-1234567-C123456"

        fun javaKey(pem: String): PrivateKey {
            val body = pem.lines().filterNot { it.startsWith("-----") }.joinToString("")
            return KeyFactory.getInstance("RSA").generatePrivate(PKCS8EncodedKeySpec(Base64.getDecoder().decode(body)))
        }

        fun javaSignature(key: PrivateKey, message: ByteArray): ByteArray = Signature.getInstance("RSASSA-PSS").run {
            setParameter(PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1))
            initSign(key)
            update(message)
            sign()
        }
    }
}
