package dev.amazonpay.jvm

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.future.future
import kotlinx.coroutines.runBlocking
import java.util.concurrent.CancellationException
import java.util.concurrent.CompletableFuture

/** Waits on this thread. */
internal fun <T> blocking(call: suspend () -> T): T = try {
    runBlocking { call() }
} catch (_: InterruptedException) {
    Thread.currentThread().interrupt()
    throw CancellationException(
        "the thread was interrupted before there was an answer; Amazon Pay may have done what it was asked for",
    )
}

/** Begins at once. The work is done on the library's threads: nothing of the shop's is blocked. */
internal fun <T> future(call: suspend () -> T): CompletableFuture<T> =
    CoroutineScope(Dispatchers.Unconfined).future(start = CoroutineStart.UNDISPATCHED) { call() }

/** What comes piece by piece, until there is nothing more. */
internal fun <T : Any> each(next: suspend () -> T?): Iterator<T> = iterator {
    while (true) yield(blocking(next) ?: break)
}
