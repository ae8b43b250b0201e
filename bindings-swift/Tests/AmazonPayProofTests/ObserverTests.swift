import AmazonPay
import XCTest

/// Keeps what it is told, by whichever thread.
private final class Watcher: AttemptObserver, @unchecked Sendable {
    private let lock = NSLock()
    private var told: [(operation: String, status: Int?)] = []
    private let thrown: (any Error)?

    init(throwing thrown: (any Error)? = nil) {
        self.thrown = thrown
    }

    var attempts: [(operation: String, status: Int?)] { lock.withLock { told } }

    func onAttempt(attempt: Attempt) throws {
        lock.withLock { told.append((attempt.operation, attempt.status)) }
        if let thrown { throw thrown }
    }
}

/// Observers are told by threads of the library's.
final class ObserverTests: XCTestCase {
    func testManyCallsAtOnceAreAllTold() async throws {
        let sandbox = try await Sandbox.start()
        let watcher = Watcher()
        let pay = try await sandbox.client(observer: watcher)
        let refused = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<500 {
                group.addTask {
                    do { _ = try await pay.charges.get("S02-9876543-1234567-C123456") } catch {
                        return (error as? AmazonPayError).map(kind) == "notfound"
                    }
                    return false
                }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        XCTAssertEqual(refused, 500)
        XCTAssertEqual(watcher.attempts.count, 500)
        XCTAssertTrue(watcher.attempts.allSatisfy { $0 == ("charges.get", 404) })
    }

    func testOneThatThrowsDisturbsNoCall() async throws {
        let sandbox = try await Sandbox.start()
        let watcher = Watcher(throwing: Mismatch("the disk is full"))
        let pay = try await sandbox.client(observer: watcher)
        let error = try await failing { try await pay.charges.get("S02-9876543-1234567-C123456") }
        XCTAssertEqual(kind(error), "notfound")
        XCTAssertEqual(watcher.attempts.count, 1)
    }
}
