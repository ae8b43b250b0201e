import Foundation
import XCTest

import AmazonPay

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

    /// The id of a session that the buyer has paid and that is to be completed.
    func approvedSession(pending: Bool = false) async throws -> String {
        let review = WebCheckoutDetails(checkoutReviewReturnUrl: URL(string: "https://shop.example/review"))
        let storeId = try await sandbox.credentials().storeId
        let created = try await pay.checkoutSessions.create(
            CreateCheckoutSession(webCheckoutDetails: review, storeId: storeId))
        let id = created.checkoutSessionId
        _ = try await sandbox.buyer.checkout(id, visit: Visit(card: "1111"))
        let payment = PaymentDetails(
            paymentIntent: .authorize, canHandlePendingAuthorization: pending, chargeAmount: price)
        let result = WebCheckoutDetails(checkoutResultReturnUrl: URL(string: "https://shop.example/result"))
        _ = try await pay.checkoutSessions.update(
            id, UpdateCheckoutSession(webCheckoutDetails: result, paymentDetails: payment))
        _ = try await sandbox.buyer.approve(id)
        return id
    }

    /// The id of a charge that is authorized, or whose authorization is pending: the buyer has been at Amazon and has come back.
    func charge(pending: Bool = false) async throws -> String {
        let id = try await approvedSession(pending: pending)
        let options = CallOptions(simulationCode: pending ? "AuthorizationInitiated" : nil)
        let completed = try await pay.checkoutSessions.complete(
            id, CompleteCheckoutSession(chargeAmount: price), options: options)
        return try XCTUnwrap(completed.chargeId)
    }
}

/// The error that this throws; none is a failure of the test.
func failure(
    file: StaticString = #filePath, line: UInt = #line, of call: () async throws -> some Any
) async throws -> AmazonPayError {
    do {
        _ = try await call()
    } catch let error as AmazonPayError {
        return error
    }
    XCTFail("expected an AmazonPayError", file: file, line: line)
    throw CancellationError()
}
