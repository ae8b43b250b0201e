package dev.amazonpay.jvm

import dev.amazonpay.BackendAnswer
import dev.amazonpay.CheckoutBackend
import dev.amazonpay.CheckoutStep
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.runInterruptible

/**
 * A [CheckoutBackend] in Java, of code that blocks.
 *
 * The code runs on a thread for blocking work (`Dispatchers.IO`), which is interrupted when the step is cancelled.
 */
class BlockingCheckoutBackend(private val code: Code) : CheckoutBackend {
    /** Sends. */
    fun interface Code {
        /**
         * POSTs `body`, as [CheckoutBackend.send] says, and gives the answer whatever its status.
         *
         * @throws Exception when there is no answer. Throw a `BackendException.Unreachable` with a reason to have the reason in
         * the step's exception.
         */
        @Throws(Exception::class)
        fun send(step: CheckoutStep, body: String): BackendAnswer
    }

    override suspend fun send(step: CheckoutStep, body: String): BackendAnswer =
        runInterruptible(Dispatchers.IO) { code.send(step, body) }
}
