import AmazonPay
import Foundation
import XCTest

/// What is cancelled ends the request: the server sees the connection close.
final class CancellationTests: XCTestCase {
    func testACancelledTaskEndsItsRequest() async throws {
        let server = try LocalServer()
        let pay = try server.client()
        let call = Task { try await pay.charges.get("S01") }
        let connection = try await server.request()
        call.cancel()
        do {
            _ = try await call.value
            XCTFail("expected a cancellation")
        } catch is CancellationError {}
        let isClosed = try await connection.isClosed()
        XCTAssertTrue(isClosed)
    }

    func testATaskThatIsCancelledAlreadySendsNothing() async throws {
        let server = try LocalServer()
        let pay = try server.client()
        let call = Task {
            // Until this task has been cancelled.
            while !Task.isCancelled { await Task.yield() }
            _ = try await pay.charges.get("S01")
        }
        call.cancel()
        do {
            try await call.value
            XCTFail("expected a cancellation")
        } catch is CancellationError {}
        XCTAssertFalse(server.hasConnection)
    }

    func testManyTasksAreCancelledWhileTheyEnd() async throws {
        let shop = try await Shop.open()
        let ended = await withTaskGroup(of: Bool.self) { group in
            for _ in 1...200 {
                group.addTask {
                    let call = Task { try await shop.pay.charges.get("S01-1234567-1234567-C000000") }
                    await Task.yield()
                    call.cancel()
                    switch await call.result {
                    case .success: return false
                    case .failure(let error): return error is CancellationError || error is AmazonPayError
                    }
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        XCTAssertEqual(ended, 200)
        // Whoever was not cancelled gets an answer.
        let error = try await failure { try await shop.pay.charges.get("S01-1234567-1234567-C000000") }
        guard case .notFound = error else { return XCTFail("\(error)") }
    }
}
