package dev.amazonpay

import java.util.concurrent.ConcurrentLinkedQueue

/** What an object has, such as a client its resources: each is made when it is first asked for, and closed with its owner. */
internal class HeldObjects {
    private val made = ConcurrentLinkedQueue<Disposable>()

    @Volatile
    private var isClosed = false

    fun <T : Disposable> once(make: () -> T): Lazy<T> = lazy {
        make().also {
            made.add(it)
            // The owner was closed meanwhile, and may not have seen it.
            if (isClosed) it.destroy()
        }
    }

    fun destroy() {
        isClosed = true
        made.forEach(Disposable::destroy)
    }
}
