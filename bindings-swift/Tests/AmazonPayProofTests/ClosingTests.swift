import AmazonPay
import XCTest

/// What nobody holds any more is freed, and what has been shut down says so.
final class ClosingTests: XCTestCase {
    func testASandboxThatHasBeenShutDownSaysSo() async throws {
        let sandbox = try await Sandbox.start()
        try await sandbox.shutdown()
        let error = try await failing { try await sandbox.credentials() }
        XCTAssertEqual(kind(error), "closed")
    }

    func testAClientThatNobodyHoldsAnyMoreIsFreedWithItsConnections() async throws {
        let listener = try Loopback()
        defer { listener.close() }
        let answered = Task.detached {
            let connection = listener.accept()
            _ = connection?.request()
            connection?.answer("404 Not Found", "{}")
            return connection
        }
        let error = try await call(listener.url)
        XCTAssertEqual(kind(error), "notfound")
        // It stays open for the next call, for as long as there is a client.
        let connection = await answered.value
        XCTAssertEqual(connection?.ends(within: 20), true)
    }

    func testWhatWasTakenFromAClientHasItsOwnShareOfIt() async throws {
        let sandbox = try await Sandbox.start()
        let charges = try await sandbox.client().charges
        let error = try await failing { try await charges.get("S01-1234567-1234567-C000000") }
        XCTAssertEqual(kind(error), "notfound")
    }

    /// The client is held in here alone.
    private func call(_ endpoint: String) async throws -> AmazonPayError {
        let pay = try vectorsClient(endpoint: endpoint)
        return try await failing { try await pay.charges.get("S01-1234567-1234567-C123456") }
    }
}
