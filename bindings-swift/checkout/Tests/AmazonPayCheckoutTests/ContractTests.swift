import Foundation
import XCTest

import AmazonPayCheckout

/// The contract between an app and the merchant's back end, as `tests/vectors/mobile-checkout` has it.
final class ContractTests: XCTestCase {
    func testEveryStepIsAskedAndAnsweredAsTheContractSays() async throws {
        let cases = try XCTUnwrap(vectors("steps.json")["steps"] as? [JSON])
        XCTAssertGreaterThan(cases.count, 15)
        for each in cases {
            let name = try XCTUnwrap(each["name"] as? String)
            let step = try XCTUnwrap(CheckoutStep.allCases.first { "\($0)" == each["step"] as? String })
            let answer = try XCTUnwrap(each["answer"] as? JSON)
            let (script, checkout) = try await before(step)
            await script.answer(step, try XCTUnwrap(answer["status"] as? Int), try text(try XCTUnwrap(answer["body"])))
            var error: CheckoutError?
            do {
                let state =
                    switch step {
                    case .start: try await checkout.start(#"{"cartId": "17"}"#)
                    case .review: try await checkout.handleLink(script.link("review"))
                    case .confirm: try await checkout.confirm()
                    case .complete: try await checkout.handleLink(script.link("result"))
                    }
                XCTAssertEqual(state, checkout.state, name)
            } catch let thrown as CheckoutError {
                error = thrown
            }
            XCTAssertEqual(try text(told(checkout.state)), try text(expected(each["state"])), name)
            XCTAssertEqual(try text(error.map(told) ?? [:]), try text(each["error"] ?? [:]), name)
            guard let request = each["request"] as? JSON else { continue }
            let last = await script.asked.last
            var asked = try json(XCTUnwrap(last))
            for (field, placeholder) in ["checkoutId": "CHECKOUT", "returnState": "STATE"] where request[field] != nil {
                XCTAssertGreaterThanOrEqual((asked[field] as? String ?? "").count, 32, name)
                asked[field] = placeholder
            }
            XCTAssertEqual(try text(asked), try text(request), name)
        }
    }

    func testALinkIsAcceptedWhenItIsThisCheckouts() async throws {
        for each in try XCTUnwrap(vectors("links.json")["accepted"] as? [[String: String]]) {
            let (script, checkout) = try await before(.review)
            await script.answer(.review, 200, #"{"total": {"amount": "1", "currencyCode": "EUR"}}"#)
            let link = try XCTUnwrap(each["link"]).replacingOccurrences(of: "STATE", with: try await script.state)
            let state = try await checkout.handleLink(link)
            XCTAssertEqual(told(state)["name"] as? String, each["leadsTo"], "\(each)")
            let again = try await refused { try await checkout.handleLink(link) }
            XCTAssertEqual(again, .link(reason: "it was used already"), "\(each)")
        }
    }

    func testALinkIsRefusedWhenItIsNot() async throws {
        let cases = try XCTUnwrap(vectors("links.json")["refused"] as? [[String: String]])
        XCTAssertGreaterThan(cases.count, 20)
        for each in cases {
            let (script, checkout) = try await before(.review)
            let saved = try checkout.save()
            let link = try XCTUnwrap(each["link"]).replacingOccurrences(of: "STATE", with: try await script.state)
            let error = try await refused { try await checkout.handleLink(link) }
            XCTAssertEqual(error, .link(reason: try XCTUnwrap(each["reason"])), "\(each)")
            XCTAssertEqual(try checkout.save(), saved, "\(each)")
        }
    }
}

/// A state as the vectors write it, with the total as a number: Swift's has no trailing zeros.
private func told(_ state: CheckoutState) -> JSON {
    let told: [String: Any?] =
        switch state {
        case .starting: ["name": "starting"]
        case .buyerAtAmazon(let url): ["name": "buyerAtAmazon", "url": url.absoluteString]
        case .reviewing(let review):
            ["name": "reviewing", "total": review.map { "\($0.total.amount) \($0.total.currencyCode)" }]
        case .confirming(let url): ["name": "confirming", "url": url?.absoluteString]
        case .done(let outcome, let orderId): ["name": "done", "outcome": "\(outcome)", "orderId": orderId]
        case .cancelled: ["name": "cancelled"]
        case .failed(let code): ["name": "failed", "code": code]
        }
    return told.compactMapValues { $0 }
}

private func expected(_ state: Any?) throws -> JSON {
    var state = try XCTUnwrap(state as? JSON)
    if let total = state["total"] as? String {
        let parts = total.split(separator: " ")
        state["total"] = "\(try XCTUnwrap(Decimal(string: String(parts[0])))) \(parts[1])"
    }
    return state
}

private func told(_ error: CheckoutError) -> JSON {
    switch error {
    case .contract(_, let reason): ["name": "contract", "reason": reason]
    case .refused(_, let code, let reason): ["name": "refused", "code": code, "reason": reason]
    case .unreachable(_, let reason): ["name": "unreachable", "reason": reason]
    case .unauthenticated(_, let reason): ["name": "unauthenticated", "reason": reason]
    default: ["name": "\(error)"]
    }
}
