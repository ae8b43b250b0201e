import AmazonPayCheckout
import Foundation
import XCTest

/// What the README shows, which `cargo xtask readme-test` puts here, against a merchant's back end on a sandbox.
final class ReadmeTests: XCTestCase {
    /// The app's own sign-in.
    private actor Session {
        private(set) var asked = 0

        func token() async throws -> String {
            asked += 1
            return "mette"
        }
    }

    private struct Browser {
        let shown: AsyncStream<String>.Continuation
        init(_ shown: AsyncStream<String>.Continuation) { self.shown = shown }
        func open(_ url: URL) { shown.yield("open \(url.scheme ?? "")") }
    }

    private struct Screen {
        let shown: AsyncStream<String>.Continuation
        init(_ shown: AsyncStream<String>.Continuation) { self.shown = shown }
        func show(_ review: CheckoutReview?) { shown.yield("review \(review?.total.amount.description ?? "")") }
        func showProgress() { shown.yield("wait") }
        func thank(_ orderId: String?) { shown.yield("thanks for \(orderId ?? "")") }
        func showCart() { shown.yield("cart") }
    }

    func testACheckout() async throws {
        let shop = try MobileShop()
        let session = Session()
        // The README's shop is the one of this test.
        // swift-format-ignore: AlwaysUseLowerCamelCase
        func HTTPCheckoutBackend(
            address: URL, headers: @escaping @Sendable () async throws -> [String: String]
        ) throws -> any CheckoutBackend {
            let here = address.absoluteString.replacingOccurrences(of: "https://shop.example", with: shop.url)
            return try AmazonPayCheckout.HTTPCheckoutBackend(
                address: XCTUnwrap(URL(string: here)), headers: headers)
        }

        // README: A checkout

        let (shown, show) = AsyncStream.makeStream(of: String.self)
        let following = Task {
            let browser = Browser(show)
            let screen = Screen(show)
            // README: A checkout 2
            show.finish()
        }
        var seen = shown.makeAsyncIterator()
        let first = await seen.next()
        XCTAssertEqual(first, "open https")
        let asked = await session.asked
        XCTAssertEqual(asked, 1)
        XCTAssertEqual(state, checkout.state)
        guard case .buyerAtAmazon(let url) = state else { return XCTFail("\(state)") }
        let link = try await shop.buyer("approve", url)
        guard case .reviewing(let review?) = try await checkout.handleLink(link) else {
            return XCTFail("\(checkout.state)")
        }
        let second = await seen.next()
        XCTAssertEqual(second, "review 49.9")
        XCTAssertEqual(review.total.amount, Decimal(string: "49.90"))
        guard case .confirming(let confirming?) = try await checkout.confirm() else {
            return XCTFail("\(checkout.state)")
        }
        let third = await seen.next()
        XCTAssertEqual(third, "open https")
        let done = try await checkout.handleLink(shop.buyer("approve", confirming))
        guard case .done(.paid, let orderId?) = done else { return XCTFail("\(done)") }
        let last = await seen.next()
        XCTAssertEqual(last, "thanks for \(orderId)")
        // It has ended.
        await following.value
    }
}
