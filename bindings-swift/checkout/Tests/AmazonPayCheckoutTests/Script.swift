import Foundation
import XCTest

import AmazonPayCheckout

let session = "bd504926-f659-4ad7-a1a9-9a747aaf5275"

typealias JSON = [String: Any]

/// What both sides of the contract are tested with.
func vectors(_ name: String) throws -> JSON {
    let tree = URL(fileURLWithPath: #filePath).pathComponents.dropLast(5).joined(separator: "/")
    let file = URL(fileURLWithPath: tree).appendingPathComponent("tests/vectors/mobile-checkout/\(name)")
    return try json(String(contentsOf: file, encoding: .utf8))
}

func json(_ text: String) throws -> JSON {
    try XCTUnwrap(JSONSerialization.jsonObject(with: Data(text.utf8)) as? JSON)
}

/// JSON as text that is the same for the same.
func text(_ json: Any) throws -> String {
    let options: JSONSerialization.WritingOptions = [.sortedKeys, .withoutEscapingSlashes]
    return try String(decoding: JSONSerialization.data(withJSONObject: json, options: options), as: UTF8.self)
}

func links() throws -> CheckoutLinks {
    let links = try XCTUnwrap(vectors("links.json")["links"] as? [String: String])
    return CheckoutLinks(review: links["review"]!, result: links["result"]!, cancel: links["cancel"])
}

/// Answers each step as it is told, and keeps what was asked.
actor Script: CheckoutBackend {
    private var answers: [(step: CheckoutStep, answer: BackendAnswer)] = []
    private(set) var asked: [String] = []

    func answer(_ step: CheckoutStep, _ status: Int, _ body: String) {
        answers.append((step, BackendAnswer(status: .init(status), body: body)))
    }

    func send(step: CheckoutStep, body: String) async throws -> BackendAnswer {
        asked.append(body)
        guard let next = answers.firstIndex(where: { $0.step == step }) else {
            throw BackendError.unreachable(reason: "nobody there")
        }
        return answers.remove(at: next).answer
    }

    /// The nonce that was asked for last.
    var state: String {
        get throws { try XCTUnwrap(asked.lazy.reversed().compactMap { try json($0)["returnState"] as? String }.first) }
    }

    /// The link that brings the buyer back.
    func link(_ place: String) throws -> String {
        "https://shop.example/amazon-pay/\(place)?amazonCheckoutSessionId=\(session)&state=\(try state)"
    }
}

/// A checkout that has come to the step before `step`.
func before(_ step: CheckoutStep) async throws -> (Script, Checkout) {
    let script = Script()
    let checkout = try Checkout(links: links(), backend: script)
    let opening = #"{"url": "https://shop.example/pay"}"#
    if step == .start { return (script, checkout) }
    await script.answer(.start, 200, opening)
    _ = try await checkout.start("{}")
    if step == .review { return (script, checkout) }
    await script.answer(.review, 200, #"{"total": {"amount": "49.90", "currencyCode": "EUR"}}"#)
    _ = try await checkout.handleLink(script.link("review"))
    if step == .confirm { return (script, checkout) }
    await script.answer(.confirm, 200, opening)
    _ = try await checkout.confirm()
    return (script, checkout)
}

/// The error that a step ends with.
func refused<T>(_ step: () async throws -> T, line: UInt = #line) async throws -> CheckoutError {
    do {
        let done = try await step()
        XCTFail("was done: \(done)", line: line)
        throw CancellationError()
    } catch let error as CheckoutError {
        return error
    }
}
