import AmazonPay
import Foundation
import XCTest

/// Amounts, enums, and what no text shows.
final class ValueTests: XCTestCase {
    func testAmountsAreExact() throws {
        XCTAssertEqual(price.amount, Decimal(sign: .plus, exponent: -2, significand: 4990))
        XCTAssertEqual("\(price)", "49.90 EUR")
        XCTAssertEqual(try Money("0.10", .usd).amount + Money("0.20", .usd).amount, Decimal(string: "0.3"))
        XCTAssertEqual(
            try Money("9999999999999999.99", .eur).amount,
            Decimal(sign: .plus, exponent: -2, significand: 999_999_999_999_999_999))
    }

    func testTextsThatAreNoAmountsAreRefused() {
        let refused = ["", "12,34", "12.3e1", "1.", ".5", "+1", "12.34 EUR", "-1", "1.005", "1234567890123456789", "٣"]
        for text in refused + [String(repeating: "9", count: 200)] {
            XCTAssertThrowsError(try Money(text, .eur), text) { error in
                XCTAssertEqual((error as? AmazonPayError)?.details.field, "amount", "\(error)")
            }
        }
        XCTAssertThrowsError(try Money("1.5", .jpy))
    }

    func testEnumsAreOpen() {
        XCTAssertEqual(ChargeState("Captured"), .captured)
        XCTAssertEqual(ChargeState.captured.rawValue, "Captured")
        XCTAssertEqual(ChargeState("Postponed"), .unknown("Postponed"))
        XCTAssertEqual("\(ChargeState.unknown("Postponed"))", "Postponed")
        XCTAssertEqual(Currency("EUR"), .eur)
        XCTAssertEqual(Environment.allCases.count, 2)
    }

    func testWhatIsSecretOrABuyersIsInNoTextNoDumpAndNoDebugger() {
        let settings = ClientSettings(
            publicKeyId: "SANDBOX-A", privateKey: "-----BEGIN 4711", privateKeyPassphrase: "4711")
        let options = CallOptions(authToken: "token-4711")
        let buyer = Buyer(buyerId: "A1", name: "Jane 4711", email: "4711@example.com")
        for value in [settings, options, buyer, [buyer], Optional(buyer) as Any] as [Any] {
            var dumped = ""
            dump(value, to: &dumped)
            for text in ["\(value)", String(reflecting: value), dumped] {
                XCTAssertFalse(text.contains("4711"), text)
                XCTAssertFalse(text.isEmpty)
            }
        }
    }

    func testTheSandboxsKeyIsShownNowhere() async throws {
        let sandbox = try await Sandbox.start()
        let credentials = try await sandbox.credentials()
        var dumped = ""
        dump(credentials, to: &dumped)
        for text in ["\(credentials)", String(reflecting: credentials), dumped] {
            XCTAssertFalse(text.contains("PRIVATE KEY"), text)
        }
    }
}
