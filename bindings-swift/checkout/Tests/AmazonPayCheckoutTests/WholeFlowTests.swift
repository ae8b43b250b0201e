import Foundation
import XCTest

import AmazonPayCheckout

/// Over HTTP, against a merchant's back end that has the key, and a sandbox behind it.
final class WholeFlowTests: XCTestCase {
    func testAnAppTakesAPaymentWithoutAKey() async throws {
        let shop = try MobileShop()
        let saved: String
        let address: URL
        do {
            let checkout = try Checkout(links: links(), backend: shop.backend())
            guard case .buyerAtAmazon(let url) = try await checkout.start(#"{"cartId": "17"}"#) else {
                return XCTFail("\(checkout.state)")
            }
            address = url
            // The system kills the app while the buyer is in the browser.
            saved = try checkout.save()
        }
        let link = try await shop.buyer("approve", address)
        let checkout = try Checkout.restore(links: links(), backend: shop.backend(), saved: saved)
        guard case .reviewing(let review?) = try await checkout.handleLink(link) else {
            return XCTFail("\(checkout.state)")
        }
        XCTAssertEqual(review.total, Money(amount: try XCTUnwrap(Decimal(string: "49.90")), currencyCode: .eur))
        XCTAssertNotNil(review.buyerName)
        XCTAssertNotNil(review.shippingAddress?.city)
        XCTAssertTrue(try XCTUnwrap(review.paymentDescriptor).contains("1111"))
        XCTAssertEqual(try json(review.unknownFields)["deliveryDate"] as? String, "Friday")

        guard case .confirming(let confirming?) = try await checkout.confirm() else {
            return XCTFail("\(checkout.state)")
        }
        let result = try await shop.buyer("approve", confirming)
        // The server is away when the buyer comes back, and there again at the second try.
        try await shop.outage(1)
        let away = try await refused { try await checkout.handleLink(result) }
        XCTAssertEqual(away, .unreachable(step: "complete", reason: "status 503"))
        guard case .done(.paid, let orderId?) = try await checkout.complete() else {
            return XCTFail("\(checkout.state)")
        }
        XCTAssertTrue(orderId.hasPrefix("S0"), orderId)
    }

    func testABuyerCancelsAtAmazonBeforeAndAfterTheReview() async throws {
        let shop = try MobileShop()
        let first = try Checkout(links: links(), backend: shop.backend())
        guard case .buyerAtAmazon(let url) = try await first.start(#"{"cartId": "17"}"#) else { return XCTFail() }
        let cancelled = try await first.handleLink(shop.buyer("cancel", url))
        XCTAssertEqual(cancelled, .cancelled)

        let second = try Checkout(links: links(), backend: shop.backend())
        guard case .buyerAtAmazon(let again) = try await second.start(#"{"cartId": "17"}"#) else { return XCTFail() }
        _ = try await second.handleLink(shop.buyer("approve", again))
        guard case .confirming(let confirming?) = try await second.confirm() else { return XCTFail() }
        let later = try await second.handleLink(shop.buyer("cancel", confirming))
        XCTAssertEqual(later, .cancelled)
    }

    func testWhatTheShopRefusesEndsTheCheckout() async throws {
        let shop = try MobileShop()
        let checkout = try Checkout(links: links(), backend: shop.backend())
        let error = try await refused { try await checkout.start(#"{"cartId": "none"}"#) }
        guard case .refused("start", "cart_empty", _) = error else { return XCTFail("\(error)") }
        XCTAssertEqual(checkout.state, .failed(code: "cart_empty"))
    }
}
