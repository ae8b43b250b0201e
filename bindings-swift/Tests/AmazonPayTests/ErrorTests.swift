@testable import AmazonPay
import Foundation
import XCTest

/// What is refused is an error that says why, and what to do.
final class ErrorTests: XCTestCase {
    func testAnErrorSaysWhatHappenedAndWhatToDo() async throws {
        let shop = try await Shop.open()
        let error = try await failure { try await shop.pay.charges.get("S01-1234567-1234567-C000000") }
        guard case .notFound(let details) = error else { return XCTFail("\(error)") }
        XCTAssertEqual(details.reasonCode, "ResourceNotFound")
        XCTAssertEqual(details.status, 404)
        XCTAssertEqual(details.advice, .checkTheId)
        XCTAssertEqual(error.localizedDescription, details.message)
        XCTAssertEqual("\(error)", details.message)
        XCTAssertTrue(details.message.hasPrefix(try XCTUnwrap(details.requestId)), details.message)
        XCTAssertEqual((error as LocalizedError).recoverySuggestion, "There is no such object for this account.")
    }

    func testNumbersThatCannotBeSentAreRefusedByTheirFieldsName() async throws {
        let shop = try await Shop.open()
        let refused: [(CallOptions, String)] = [
            (CallOptions(maxRetries: -1), "maxRetries: expected a number of 0 to 4294967295, got -1"),
            (CallOptions(maxRetries: 1 << 32), "maxRetries: expected a number of 0 to 4294967295, got 4294967296"),
            (CallOptions(timeout: -0.5), "timeout: expected seconds, 0 or more, got -0.5"),
            (CallOptions(timeout: .infinity), "timeout: expected seconds, 0 or more, got inf"),
        ]
        for (options, message) in refused {
            let error = try await failure { try await shop.pay.charges.get("S01", options: options) }
            guard case .configuration(let details) = error else { return XCTFail("\(error)") }
            XCTAssertEqual(details.message, message)
            XCTAssertEqual(details.field, String(message.prefix { $0 != ":" }))
        }
        // A description asks Rust, and does not refuse.
        XCTAssertFalse("\(CallOptions(maxRetries: -1, timeout: -1))".isEmpty)
        let settings = ClientSettings(publicKeyId: "SANDBOX-A", totalTimeout: .nan)
        XCTAssertThrowsError(try AmazonPay(settings)) { error in
            XCTAssertEqual((error as? AmazonPayError)?.details.field, "totalTimeout")
        }
    }

    func testAListWithANumberThatCannotBeSentIsRefusedAtOnce() async throws {
        let shop = try await Shop.open()
        for (size, got) in [(-1, "-1"), (1 << 32, "4294967296")] {
            let error = try await failure { try shop.pay.reports.list(ListReports(pageSize: size)) }
            XCTAssertEqual(error.details.message, "pageSize: expected a number of 0 to 4294967295, got \(got)")
            XCTAssertEqual(error.details.field, "pageSize")
        }
    }

    func testAValueThatDoesNotGetToRustIsRefusedWithoutBeingTold() async throws {
        let shop = try await Shop.open()
        let request = CreateRefund(
            chargeId: "S01-1234567-1234567-C000000", refundAmount: price, unknownFields: "{secret 4711}")
        let error = try await failure { try await shop.pay.refunds.create(request) }
        guard case .configuration(let details) = error else { return XCTFail("\(error)") }
        XCTAssertEqual(details.field, "request")
        XCTAssertTrue(details.message.hasPrefix("request: it holds a value that cannot be sent"), details.message)
        XCTAssertFalse("\(error) \(String(reflecting: error))".contains("4711"))
    }

    func testWhatIsFoundWrongOnTheWayBackIsABug() {
        let error = failedConversion(CocoaError(.coderReadCorrupt))
        guard case .bug(let details) = error else { return XCTFail("\(error)") }
        XCTAssertTrue(details.outcomeUnknown)
        XCTAssertNil(details.field)
    }

    func testAnAmountThatTheCurrencyDoesNotHaveIsRefusedBeforeAnythingIsSent() async throws {
        let shop = try await Shop.open()
        let amount = Money(amount: try XCTUnwrap(Decimal(string: "1.005")), currencyCode: .eur)
        let request = CreateRefund(chargeId: "S01-1234567-1234567-C000000", refundAmount: amount)
        let error = try await failure { try await shop.pay.refunds.create(request) }
        guard case .configuration = error else { return XCTFail("\(error)") }
        XCTAssertTrue(error.details.message.contains("1.005"), "\(error)")
        let none = CreateRefund(
            chargeId: "S01", refundAmount: Money(amount: .nan, currencyCode: .eur))
        let nan = try await failure { try await shop.pay.refunds.create(none) }
        XCTAssertEqual(nan.details.message, "amount: expected a number, got none")
        // More than Rust's decimal has.
        let much = Money(amount: try XCTUnwrap(Decimal(string: String(repeating: "9", count: 29))), currencyCode: .eur)
        let more = try await failure {
            try await shop.pay.refunds.create(CreateRefund(chargeId: "S01", refundAmount: much))
        }
        XCTAssertEqual(more.details.field, "amount", "\(more)")
    }
}
