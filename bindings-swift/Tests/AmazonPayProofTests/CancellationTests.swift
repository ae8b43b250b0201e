import AmazonPay
import XCTest

/// What is cancelled ends the request: the server sees the connection close.
final class CancellationTests: XCTestCase {
    func testACancelledTaskEndsItsRequest() async throws {
        let server = try SilentServer()
        defer { server.close() }
        let pay = server.pay
        let call = Task { try await pay.charges.get("S01-1234567-1234567-C123456") }
        let connection = try server.request()
        call.cancel()
        // Longer than any of this takes: a connection that stays open fails the test.
        XCTAssertTrue(connection.ends(within: 20))
        do {
            let answer = try await call.value
            XCTFail("it was to be cancelled, and gave \(answer)")
        } catch is CancellationError {}
    }

    func testACancelledGroupEndsItsOwnRequestAlone() async throws {
        let server = try SilentServer()
        defer { server.close() }
        let pay = server.pay
        let stays = Task { try await pay.charges.get("S01-1234567-1234567-C000001") }
        let staying = try server.request()
        let group = Task {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<4 { group.addTask { _ = try await pay.charges.get("S01-1234567-1234567-C000002") } }
                try await group.waitForAll()
            }
        }
        let ending = try (0..<4).map { _ in try server.request() }
        group.cancel()
        for connection in ending { XCTAssertTrue(connection.ends(within: 20)) }
        staying.answer("404 Not Found", #"{"reasonCode": "ResourceNotFound", "message": "none"}"#)
        let error = try await failing { try await stays.value }
        XCTAssertEqual(kind(error), "notfound")
    }

    func testATaskThatIsCancelledAlreadySendsNothing() async throws {
        let server = try SilentServer()
        defer { server.close() }
        let pay = server.pay
        let call = Task {
            while !Task.isCancelled { await Task.yield() }
            _ = try await pay.charges.get("S01-1234567-1234567-C123456")
        }
        call.cancel()
        do {
            try await call.value
            XCTFail("it was cancelled")
        } catch is CancellationError {}
    }
}
