package dev.amazonpay.jvm

import dev.amazonpay.Signer
import dev.amazonpay.model.Algorithm
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.runInterruptible

/**
 * A [Signer] in Java, of code that blocks: `new BlockingSigner((algorithm, message) -> kms.sign(message))`.
 *
 * The code runs on a thread for blocking work (`Dispatchers.IO`) and may take as long as the call's total time-out; when
 * that is over, or the call is cancelled, its thread is interrupted.
 */
class BlockingSigner(private val code: Code) : Signer {
    /** Signs. */
    fun interface Code {
        /**
         * Signs `message`, as [Signer.sign] says, and gives the raw signature.
         *
         * @throws Exception when it cannot. Throw a `CallbackException.Failed` with a reason to have the reason in the
         * call's exception; of anything else, which may hold a secret, the class alone is told.
         */
        @Throws(Exception::class)
        fun sign(algorithm: Algorithm, message: ByteArray): ByteArray
    }

    override suspend fun sign(algorithm: Algorithm, message: ByteArray): ByteArray =
        runInterruptible(Dispatchers.IO) { code.sign(algorithm, message) }
}
