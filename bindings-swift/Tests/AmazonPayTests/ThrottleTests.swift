import AmazonPay
import XCTest

/// A client that holds its own calls back.
final class ThrottleTests: XCTestCase {
    func testWhatIsBeyondTheQuotaIsNotSent() async throws {
        let quota = Quota(capacity: 1, refillPerSecond: 0.001)
        let shop = try await Shop.open(ClientSettings(throttle: Throttle(operations: ["charges.get": quota])))
        let none = "S02-9876543-1234567-C123456"
        let sent = try await failure { try await shop.pay.charges.get(none) }
        guard case .notFound = sent else { return XCTFail("\(sent)") }
        let held = try await failure { try await shop.pay.charges.get(none) }
        guard case .timeout(let details) = held else { return XCTFail("\(held)") }
        XCTAssertNil(details.requestId)
    }

    func testAQuotaThatCannotBeIsRefused() async throws {
        let sandbox = try await Sandbox.start()
        let settings = ClientSettings(throttle: Throttle(read: Quota(capacity: 0.5, refillPerSecond: 1)))
        let error = try await failure { try await sandbox.client(settings) }
        guard case .configuration(let details) = error else { return XCTFail("\(error)") }
        XCTAssertEqual(details.field, "throttle")
    }
}
