import Foundation
import XCTest

@testable import AmazonPay

let price = try! Money("49.90", .eur)

/// A shop on a sandbox of its own, in this process.
struct Shop {
    let sandbox: Sandbox
    let pay: AmazonPay

    static func open(_ settings: ClientSettings? = nil, signer: Signer? = nil) async throws -> Shop {
        let sandbox = try await Sandbox.start()
        return Shop(sandbox: sandbox, pay: try await sandbox.client(settings, signer: signer))
    }

    /// Asks the control API; what is not a success is a failure of the test.
    @discardableResult
    func control(_ path: String, _ body: String? = nil, method: String = "POST") async throws -> String {
        let answer = try await sandbox.control(method, "/_sandbox/\(path)", body)
        XCTAssertEqual(answer.status, 200, answer.body)
        return answer.body
    }

    /// The id of a charge that is authorized: the buyer has been at Amazon and has come back.
    func charge() async throws -> String {
        let review = WebCheckoutDetails(checkoutReviewReturnUrl: "https://shop.example/review")
        let storeId = try await sandbox.credentials().storeId
        let created = try await pay.checkoutSessions.create(
            CreateCheckoutSession(webCheckoutDetails: review, storeId: storeId))
        let id = created.checkoutSessionId
        try await control("buyer/checkout", #"{"checkoutSessionId": "\#(id)", "card": "1111"}"#)
        let payment = PaymentDetails(paymentIntent: .authorize, chargeAmount: price)
        let result = WebCheckoutDetails(checkoutResultReturnUrl: "https://shop.example/result")
        _ = try await pay.checkoutSessions.update(
            id, UpdateCheckoutSession(webCheckoutDetails: result, paymentDetails: payment))
        try await control("buyer/sessions/\(id)/approve")
        let completed = try await pay.checkoutSessions.complete(id, CompleteCheckoutSession(chargeAmount: price))
        return try XCTUnwrap(completed.chargeId)
    }
}
