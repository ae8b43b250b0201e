import AmazonPay
import Foundation
import XCTest

/// A payment from the order to the refund, against a sandbox in this process.
final class FirstPaymentTests: XCTestCase {
    func testAnOrderIsPaidCapturedAndRefunded() async throws {
        let shop = try await Shop.open()
        let chargeId = try await shop.charge()
        let options = CallOptions(idempotencyKey: "capture-1001")
        let captured = try await shop.pay.charges.capture(
            chargeId, CaptureCharge(captureAmount: price), options: options)
        XCTAssertEqual(captured.statusDetails.state, .captured)
        XCTAssertEqual(captured.value.chargeId, chargeId)
        XCTAssertEqual(captured.meta.idempotencyKey, "capture-1001")
        XCTAssertEqual(captured.meta.status, 200)
        let refund = try await shop.pay.refunds.create(CreateRefund(chargeId: chargeId, refundAmount: price))
        XCTAssertEqual(refund.statusDetails.state, .refundInitiated)
        XCTAssertEqual(refund.refundAmount?.amount, Decimal(string: "49.90"))
    }
}
