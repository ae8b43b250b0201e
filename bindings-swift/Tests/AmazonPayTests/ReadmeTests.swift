import AmazonPay
import Foundation
import XCTest

/// What the README shows stands here, where it is compiled and runs.
final class ReadmeTests: XCTestCase {
    func testAFirstPayment() async throws {
        var told: [String] = []
        func print(_ value: Any) { told.append("\(value)") }

        let sandbox = try await Sandbox.start()
        let pay = try await sandbox.client()
        let total = try Money("42.00", .eur)

        // The session, for which the button is shown; the buyer clicks it, signs in and chooses a card.
        let review = WebCheckoutDetails(checkoutReviewReturnUrl: URL(string: "https://shop.example/review"))
        let create = CreateCheckoutSession(webCheckoutDetails: review, storeId: try await sandbox.credentials().storeId)
        let id = try await pay.checkoutSessions.create(create).checkoutSessionId
        _ = try await sandbox.control(
            "POST", "/_sandbox/buyer/checkout", #"{"checkoutSessionId": "\#(id)", "card": "1111"}"#)

        // The review page: tell Amazon the amount, and send the buyer to pay.
        let thanks = WebCheckoutDetails(checkoutResultReturnUrl: URL(string: "https://shop.example/thanks"))
        let payment = PaymentDetails(paymentIntent: .authorize, chargeAmount: total)
        let update = UpdateCheckoutSession(webCheckoutDetails: thanks, paymentDetails: payment)
        _ = try await pay.checkoutSessions.update(id, update)
        _ = try await sandbox.control("POST", "/_sandbox/buyer/sessions/\(id)/approve")

        // The result page: only now the payment is made.
        let session = try await pay.checkoutSessions.complete(id, CompleteCheckoutSession(chargeAmount: total))
        let options = CallOptions(idempotencyKey: "capture-1001")
        let charge = try await pay.charges.capture(
            session.chargeId!, CaptureCharge(captureAmount: total), options: options)
        print(charge.statusDetails.state)  // Captured
        print(charge.meta.retries)  // 0
        XCTAssertEqual(told, ["Captured", "0"])
    }

    func testErrors() async throws {
        let sandbox = try await Sandbox.start()
        let pay = try await sandbox.client()
        let chargeId = "S01-1234567-1234567-C000000"
        var told: [String] = []
        func print(_ value: Any) { told.append("\(value)") }

        do {
            _ = try await pay.charges.get(chargeId)
        } catch AmazonPayError.notFound(let details) {
            print(details.message)  // begins with Amazon's request id
        } catch let error as AmazonPayError {
            print(error.recoverySuggestion ?? "")  // what to do about it
            print(error.details.outcomeUnknown)  // whether it may have happened all the same
        }
        XCTAssertEqual(told.count, 1)
        XCTAssertTrue(told[0].contains("ResourceNotFound"), told[0])
    }

    func testThatIsWhatTheReadmeShows() throws {
        let here = URL(fileURLWithPath: #filePath)
        let readme = here.appendingPathComponent("../../../README.md").standardized
        let tested = lines(of: try String(contentsOf: here, encoding: .utf8))
        let blocks = try String(contentsOf: readme, encoding: .utf8).components(separatedBy: "```swift\n").dropFirst()
        XCTAssertEqual(blocks.count, 2)
        for block in blocks {
            let shown = lines(of: block.components(separatedBy: "```")[0])
            XCTAssertTrue(tested.contains(shown), "not tested as it is shown:\n\(shown)")
        }
    }

    /// What is compiled the same: without indentation, empty lines and imports.
    private func lines(of text: String) -> String {
        text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
            .filter { !$0.isEmpty && !$0.hasPrefix("import ") }.joined(separator: "\n")
    }
}
