
/// Who follows the states of a checkout, which holds this.
final class CheckoutStates: @unchecked Sendable {
    // Sendable without the compiler's word, for the lock is around all that changes.
    private let lock = NSLock()
    private var readers: [UUID: Reader] = [:]

    private struct Reader {
        let continuation: AsyncStream<CheckoutState>.Continuation
        /// What it was told last.
        var last: CheckoutState
    }

    deinit {
        for reader in readers.values { reader.continuation.finish() }
    }

    /// How many follow.
    var count: Int { locked { readers.count } }

    /// What one reader reads, from the state of this moment on.
    func stream(_ state: () -> CheckoutState) -> AsyncStream<CheckoutState> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: CheckoutState.self, bufferingPolicy: .bufferingNewest(1))
        let id = UUID()
        // The task that reads was cancelled, or nobody has the stream any more.
        continuation.onTermination = { [weak self] _ in self?.forget(id) }
        let isLast = locked {
            let state = state()
            continuation.yield(state)
            if !state.isLast { readers[id] = Reader(continuation: continuation, last: state) }
            return state.isLast
        }
        if isLast { continuation.finish() }
        return stream
    }

    /// Tells the state to each reader that does not know it. It is asked for within the lock, so that no older one is told
    /// after it.
    func tell(_ state: () -> CheckoutState) {
        let ended = locked {
            let state = state()
            for id in readers.keys where readers[id]?.last != state {
                readers[id]?.continuation.yield(state)
                readers[id]?.last = state
            }
            return state.isLast ? Array(readers.values) : []
        }
        // Without the lock, for the end of a reader is told back at once.
        for reader in ended { reader.continuation.finish() }
    }

    private func forget(_ id: UUID) {
        locked { readers[id] = nil }
    }

    private func locked<Result>(_ body: () -> Result) -> Result {
        lock.lock()
        defer { lock.unlock() }
        return body()
    }
}

extension CheckoutState {
    /// Whether no step leads on from here.
    fileprivate var isLast: Bool {
        switch self {
        case .done, .cancelled, .failed: true
        case .starting, .buyerAtAmazon, .reviewing, .confirming: false
        }
    }
}
