fileprivate func uniffiRustCallAsync<F, T: Sendable>(
    rustFutureFunc: () -> UInt64,
    pollFunc: (UInt64, @escaping UniffiRustFutureContinuationCallback, UInt64) -> (),
    cancelFunc: @escaping @Sendable (UInt64) -> (),
    completeFunc: (UInt64, UnsafeMutablePointer<RustCallStatus>) -> F,
    freeFunc: @escaping @Sendable (UInt64) -> (),
    liftFunc: (F) throws -> T,
    errorHandler: ((RustBuffer) throws -> Swift.Error)?
) async throws -> T {
    // Before anything has begun.
    try Task.checkCancellation()
    ensureInitialized()
    let call = CallInRust(rustFutureFunc(), cancel: cancelFunc, free: freeFunc)
    defer { call.free() }
    return try await withTaskCancellationHandler {
        var pollResult: Int8
        repeat {
            pollResult = await withUnsafeContinuation {
                pollFunc(
                    call.future,
                    { handle, pollResult in
                        uniffiFutureContinuationCallback(handle: handle, pollResult: pollResult)
                    },
                    uniffiContinuationHandleMap.insert(obj: $0)
                )
            }
        } while pollResult != UNIFFI_RUST_FUTURE_POLL_READY
        // An answer that was there before the cancellation is given.
        return try liftFunc(makeRustCall({ completeFunc(call.future, $0) }, errorHandler: errorHandler))
    } onCancel: {
        call.cancel()
    }
}

/// A call under way, which another thread may cancel while it ends: never after it has been freed.
fileprivate final class CallInRust: @unchecked Sendable {
    let future: UInt64
    private let cancelFunc: @Sendable (UInt64) -> ()
    private let freeFunc: @Sendable (UInt64) -> ()
    private let lock = NSLock()
    private var isFreed = false

    init(_ future: UInt64, cancel: @escaping @Sendable (UInt64) -> (), free: @escaping @Sendable (UInt64) -> ()) {
        self.future = future
        cancelFunc = cancel
        freeFunc = free
    }

    func cancel() {
        lock.lock()
        defer { lock.unlock() }
        if !isFreed { cancelFunc(future) }
    }

    func free() {
        lock.lock()
        isFreed = true
        lock.unlock()
        freeFunc(future)
    }
}

/// How many calls wait for Rust at this moment.
func callsUnderWay() -> Int { uniffiContinuationHandleMap.count }
