import AmazonPay
import Foundation
import XCTest

/// Addresses are `URL`s, and one that Amazon sends and `URL` would refuse costs no answer.
final class AddressTests: XCTestCase {
    /// What Amazon sends, and what Swift has of it.
    private static let crossing = [
        ("https://shop.example/privacy?a=b&c=%C3%A9#top", "https://shop.example/privacy?a=b&c=%C3%A9#top"),
        ("www.shop.example/privacy", "www.shop.example/privacy"),
        ("http://[::1]:8080/~shop/(a);b,c!*'", "http://[::1]:8080/~shop/(a);b,c!*'"),
        ("https://user:a$&+,;=b@shop_1.example:443/", "https://user:a$&+,;=b@shop_1.example:443/"),
        ("mailto:shop@shop.example", "mailto:shop@shop.example"),
        ("?q", "?q"),
        ("#f", "#f"),
        ("https://shop.example/a b|c", "https://shop.example/a%20b%7Cc"),
        ("https://shop.example/é%zz", "https://shop.example/%C3%A9%25zz"),
        ("https://shop.example/[a]", "https://shop.example/%5Ba%5D"),
        ("https://", "invalid-url:https%3A%2F%2F"),
        ("a:", "invalid-url:a%3A"),
        ("https://[shop]/", "invalid-url:https%3A%2F%2F%5Bshop%5D%2F"),
        ("https://shop.example:http/", "invalid-url:https%3A%2F%2Fshop.example%3Ahttp%2F"),
        ("no address at all: none", "invalid-url:no%20address%20at%20all%3A%20none"),
        ("", "invalid-url:/"),
    ]

    func testWhateverAmazonSendsArrivesAndIsSentBack() async throws {
        for (written, expected) in Self.crossing {
            let server = try LocalServer()
            let pay = try server.client()
            let answered = Task {
                try await pay.stores.update(
                    merchantAccountId: "A1MERCHANT", storeId: "amzn1.store", UpdateStore(storeName: "Shop"))
            }
            let answer = try JSONEncoder().encode(["privacyPolicyUrl": written])
            let asked = try await server.connection()
            _ = try await asked.body()
            asked.answer(200, answer)
            let address = try await answered.value.privacyPolicyUrl
            XCTAssertEqual(address?.absoluteString, expected, written)

            let sent = Task {
                try await pay.stores.update(
                    merchantAccountId: "A1MERCHANT", storeId: "amzn1.store", UpdateStore(privacyPolicyUrl: address))
            }
            let connection = try await server.connection()
            let body = try await connection.body()
            connection.answer(200, answer)
            _ = try await sent.value
            let back = try JSONDecoder().decode([String: String].self, from: body)
            XCTAssertEqual(back, ["privacyPolicyUrl": expected.hasPrefix("invalid-url:") ? written : expected])
        }
    }
}
