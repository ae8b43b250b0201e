import AmazonPayCheckout
import CheckoutFlow
import Foundation
import XCTest

/// The example's flow against a merchant's back end, over HTTP.
@MainActor
final class CheckoutFlowTests: XCTestCase, @unchecked Sendable {
    // Sendable without the compiler's word, for XCTest hands it to the main actor once and to nobody else.
    private final class Kept: CheckoutStore {
        var all: [String] = []
        var saved: String? {
            didSet { saved.map { all.append($0) } }
        }
    }

    private let links = CheckoutLinks(
        review: "https://shop.example/amazon-pay/review", result: "https://shop.example/amazon-pay/result",
        cancel: "https://shop.example/amazon-pay/cancel")

    func testABuyerPaysThoughTheAppIsKilledAtEveryTurn() async throws {
        let shop = try MobileShop()
        let kept = Kept()
        // Each time the app is opened it is a new process that has what was kept and nothing else.
        func opened() throws -> CheckoutFlow { try CheckoutFlow(links: links, backend: shop.backend(), store: kept) }
        let first = try opened()
        try await first.resume()
        XCTAssertEqual(first.screen, .cart)
        try await first.buy(cartId: "17")
        guard case .browser(let url, back: links.review) = first.screen else { return XCTFail("\(first.screen)") }
        let link = try await shop.buyer("approve", url)

        let second = try opened()
        try await second.resume()
        XCTAssertEqual(second.screen, first.screen)
        let foreign = try await second.opened("https://evil.example/amazon-pay/review?state=1")
        XCTAssertFalse(foreign)
        XCTAssertEqual(second.screen, first.screen)
        let ours = try await second.opened(link)
        XCTAssertTrue(ours)
        guard case .review(let review) = second.screen else { return XCTFail("\(second.screen)") }
        let replayed = try await second.opened(link)
        XCTAssertFalse(replayed, "a link is accepted once")

        let third = try opened()
        try await third.resume()
        XCTAssertEqual(third.screen, second.screen)
        try await third.confirm()
        guard case .browser(let confirming, back: links.result) = third.screen else {
            return XCTFail("\(third.screen)")
        }
        let result = try await shop.buyer("approve", confirming)
        // The server is away when the buyer comes back.
        try await shop.outage(1)
        let back = try await third.opened(result)
        XCTAssertTrue(back)
        XCTAssertEqual(third.screen, .offline)

        let fourth = try opened()
        try await fourth.resume()
        guard case .thanks(let orderId?, isPending: false) = fourth.screen else { return XCTFail("\(fourth.screen)") }
        XCTAssertTrue(orderId.hasPrefix("S0"), orderId)
        XCTAssertNil(kept.saved)
        let address = review.shippingAddress
        let buyers = [
            review.buyerName, address?.name, address?.addressLine1, address?.postalCode, review.paymentDescriptor,
            "49.9",
            "PRIVATE KEY",
        ].compactMap { $0 }
        XCTAssertEqual(buyers.count, 7)
        XCTAssertFalse(kept.all.isEmpty)
        for text in kept.all { for buyer in buyers { XCTAssertFalse(text.contains(buyer), text) } }
    }

    func testAUserWhoseSessionEndsWhileTheBuyerIsAtAmazonSignsInAgainAndHasPaidOnce() async throws {
        let shop = try MobileShop()
        let kept = Kept()
        let first = try CheckoutFlow(links: links, backend: shop.backend(), store: kept)
        try await first.buy(cartId: "17")
        guard case .browser(let url, back: links.review) = first.screen else { return XCTFail("\(first.screen)") }
        let link = try await shop.buyer("approve", url)
        let ours = try await first.opened(link)
        XCTAssertTrue(ours)
        try await first.confirm()
        guard case .browser(let confirming, back: links.result) = first.screen else {
            return XCTFail("\(first.screen)")
        }
        let result = try await shop.buyer("approve", confirming)

        let over = try CheckoutFlow(links: links, backend: shop.backend(user: "nobody"), store: kept)
        try await over.resume()
        let back = try await over.opened(result)
        XCTAssertTrue(back)
        XCTAssertEqual(over.screen, .signIn)
        try over.giveUp()
        XCTAssertEqual(over.screen, .signIn, "it may be paid already")

        let signedIn = try CheckoutFlow(links: links, backend: shop.backend(), store: kept)
        try await signedIn.resume()
        guard case .thanks(let orderId?, isPending: false) = signedIn.screen else {
            return XCTFail("\(signedIn.screen)")
        }
        XCTAssertTrue(orderId.hasPrefix("S0"), orderId)
        XCTAssertNil(kept.saved)
    }

    func testABuyerGivesUpAndTheCartIsStillThere() async throws {
        let shop = try MobileShop()
        let kept = Kept()
        let flow = try CheckoutFlow(links: links, backend: shop.backend(), store: kept)
        try await shop.outage(1)
        try await flow.buy(cartId: "17")
        XCTAssertEqual(flow.screen, .offline)
        try await flow.retry()
        guard case .browser(let url, back: links.review) = flow.screen else { return XCTFail("\(flow.screen)") }
        let link = try await shop.buyer("approve", url)
        try flow.giveUp()
        XCTAssertEqual(flow.screen, .cart)
        XCTAssertNil(kept.saved)
        let late = try await flow.opened(link)
        XCTAssertFalse(late)
    }

    func testWhatTheShopRefusesIsSaidAndWhatAnotherVersionKeptIsForgotten() async throws {
        let shop = try MobileShop()
        let kept = Kept()
        kept.saved = #"{"version":0}"#
        let flow = try CheckoutFlow(links: links, backend: shop.backend(), store: kept)
        try await flow.resume()
        XCTAssertEqual(flow.screen, .cart)
        XCTAssertNil(kept.saved)
        try await flow.buy(cartId: "18")
        XCTAssertEqual(flow.screen, .ended(code: "cart_empty"))
        XCTAssertNil(kept.saved)
    }
}
