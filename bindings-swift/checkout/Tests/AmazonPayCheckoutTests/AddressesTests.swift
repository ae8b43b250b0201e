import AmazonPayCheckout
import Foundation
import XCTest

/// Addresses to open are the language's own, whatever the back end wrote.
final class AddressesTests: XCTestCase {
    func testWhatAURLCannotHaveIsPercentEncoded() async throws {
        for (written, address) in [
            "https://shop.example/pay?cart=17#top": "https://shop.example/pay?cart=17#top",
            "https://shop.example/pay?items=a|b&note={x}": "https://shop.example/pay?items=a%7Cb&note=%7Bx%7D",
            "https://shop.example/zur kasse/50%": "https://shop.example/zur%20kasse/50%25",
            "https://münchen.example/pay": "https://xn--mnchen-3ya.example/pay",
        ] {
            let (script, checkout) = try await before(.start)
            await script.answer(.start, 200, try text(["url": written]))
            let url = try XCTUnwrap(URL(string: address))
            let state = try await checkout.start("{}")
            XCTAssertEqual(state, .buyerAtAmazon(url: url), written)
            let restored = try Checkout.restore(links: links(), backend: script, saved: checkout.save())
            XCTAssertEqual(restored.state, .buyerAtAmazon(url: url), written)
        }
    }
}
