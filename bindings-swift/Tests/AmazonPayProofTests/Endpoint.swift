import AmazonPay
import Foundation

/// The merchant's endpoint for notifications: it keeps what verifies.
final class Endpoint: @unchecked Sendable {
    private let listener: Loopback
    private let lock = NSLock()
    private var kept: [IpnMessage] = []
    private var verifier: NotificationVerifier?

    init() throws {
        listener = try Loopback()
        Thread.detachNewThread { [self] in
            while let connection = listener.accept() {
                Task.detached { [self] in await serve(connection) }
            }
        }
    }

    var url: String { "\(listener.url)/ipn" }

    func verify(with verifier: NotificationVerifier) {
        lock.withLock { self.verifier = verifier }
    }

    /// What was verified since the last time.
    func taken() -> [IpnMessage] {
        lock.withLock {
            defer { kept = [] }
            return kept
        }
    }

    func close() {
        listener.close()
    }

    private func serve(_ connection: Connection) async {
        while let request = connection.request() {
            do {
                let verifier = lock.withLock { self.verifier }
                if case .ipn(_, _, let message)? = try await verifier?.verify(request.body).content() {
                    lock.withLock { kept.append(message) }
                }
                connection.answer("200 OK")
            } catch {
                connection.answer("400 Bad Request")
            }
        }
    }
}
