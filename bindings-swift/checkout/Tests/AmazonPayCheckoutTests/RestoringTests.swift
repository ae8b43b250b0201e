import Foundation
import XCTest

import AmazonPayCheckout

final class RestoringTests: XCTestCase {
    private let total =
        #"{"total": {"amount": "49.90", "currencyCode": "EUR"}, "buyerName": "Mette Hansen"}"#

    func testAKilledAppGoesOnWhereItWas() async throws {
        let (script, checkout) = try await before(.complete)
        let link = try await script.link("result")
        let restored = try Checkout.restore(links: links(), backend: script, saved: checkout.save())
        // The back end cannot be reached: the link has been used, and completing is tried again.
        let away = try await refused { try await restored.handleLink(link) }
        XCTAssertEqual(away, .unreachable(step: "complete", reason: "nobody there"))
        let again = try Checkout.restore(links: links(), backend: script, saved: restored.save())
        let replayed = try await refused { try await again.handleLink(link) }
        XCTAssertEqual(replayed, .link(reason: "it was used already"))
        XCTAssertEqual(again.state, .confirming(url: nil))
        await script.answer(.complete, 200, #"{"outcome": "pending"}"#)
        let done = try await again.complete()
        XCTAssertEqual(done, .done(outcome: .pending, orderId: nil))
    }

    func testNothingOfTheBuyersIsKeptOrPrinted() async throws {
        let (script, checkout) = try await before(.review)
        await script.answer(.review, 200, total)
        let state = try await checkout.handleLink(script.link("review"))
        guard case .reviewing(let review?) = state else { return XCTFail("\(state)") }
        XCTAssertEqual(review.buyerName, "Mette Hansen")
        var dumped = ""
        dump(state, to: &dumped)
        // With somebody who follows, whose last state it has.
        let states = checkout.states
        dump((checkout, states), to: &dumped)
        let answer = "\(BackendAnswer(status: 200, body: total))"
        for text in [try checkout.save(), "\(state)", String(reflecting: state), dumped, "\(review)", answer] {
            XCTAssertFalse(text.contains("Mette"), text)
        }
        XCTAssertFalse(try checkout.save().contains("49.9"))
        // What there was to review is asked for again.
        let restored = try Checkout.restore(links: links(), backend: script, saved: checkout.save())
        XCTAssertEqual(restored.state, .reviewing(review: nil))
        await script.answer(.review, 200, total)
        let reviewed = try await restored.review()
        XCTAssertEqual(reviewed, state)
    }

    func testWhatNoCheckoutWroteIsNotRead() async throws {
        let (script, checkout) = try await before(.confirm)
        let saved = try checkout.save()
        let newer = saved.replacingOccurrences(of: "\"version\":1", with: "\"version\":2")
        for text in ["", "{}", newer, saved.replacingOccurrences(of: session, with: "../charges")] {
            let error = try await refused { try Checkout.restore(links: links(), backend: script, saved: text) }
            guard case .saved = error else { return XCTFail("\(error)") }
            XCTAssertFalse("\(error)".contains(session), "\(error)")
        }
    }

    func testABuyerGivesUpInTheApp() async throws {
        let (script, checkout) = try await before(.confirm)
        XCTAssertEqual(try checkout.cancel(), .cancelled)
        let error = try await refused { try await checkout.confirm() }
        XCTAssertEqual(error, .wrongState(step: "confirm", reason: "the checkout is cancelled"))
        XCTAssertEqual(error.localizedDescription, "confirm: the checkout is cancelled")
        let restored = try Checkout.restore(links: links(), backend: script, saved: checkout.save())
        XCTAssertEqual(restored.state, .cancelled)
    }

    func testACancelledTaskReachesTheBackEndsCodeAndTheStepMayBeDoneAgain() async throws {
        let silent = Silent()
        let checkout = try Checkout(links: links(), backend: silent)
        let start = Task { try await checkout.start("{}") }
        await silent.asked()
        let second = try await refused { try await checkout.start("{}") }
        XCTAssertEqual(second, .wrongState(step: "start", reason: "another step is under way"))
        start.cancel()
        let result = await start.result
        XCTAssertThrowsError(try result.get()) { XCTAssertTrue($0 is CancellationError, "\($0)") }
        await silent.ended()
        guard case .buyerAtAmazon = try await checkout.start("{}") else { return XCTFail("\(checkout.state)") }
    }

    func testWhatTheAppsCodeThrowsIsToldWithoutItsText() async throws {
        final class Broken: CheckoutBackend {
            func send(step: CheckoutStep, body: String) async throws -> BackendAnswer {
                throw NSError(domain: "Mette Hansen", code: 1)
            }
        }
        let error = try await refused { try await Checkout(links: links(), backend: Broken()).start("{}") }
        let reason = "the app's code threw something else than a BackendError"
        XCTAssertEqual(error, .unreachable(step: "start", reason: reason))
    }

    func testLinksAndOrdersAreChecked() async throws {
        var wrong = try links()
        wrong.review = "http://shop.example/a"
        let review = try await refused { try Checkout(links: wrong, backend: Script()) }
        guard case .settings("review", _) = review else { return XCTFail("\(review)") }
        let order = try await refused { try await Checkout(links: links(), backend: Script()).start("{") }
        guard case .settings("order", _) = order else { return XCTFail("\(order)") }
    }
}

/// Does not answer the first time, and tells when it was asked and when it was cancelled.
private final class Silent: CheckoutBackend {
    private let (begun, begin) = AsyncStream.makeStream(of: Void.self)
    private let (over, end) = AsyncStream.makeStream(of: Void.self)
    private let calls = Calls()

    private actor Calls {
        var count = 0
        func next() -> Int {
            count += 1
            return count
        }
    }

    func send(step: CheckoutStep, body: String) async throws -> BackendAnswer {
        if await calls.next() > 1 { return BackendAnswer(status: 200, body: #"{"url": "https://shop.example/pay"}"#) }
        begin.yield()
        defer { end.yield() }
        try await Task.sleep(for: .seconds(3600))
        throw BackendError.unreachable(reason: "an hour is over")
    }

    func asked() async { for await _ in begun { return } }
    func ended() async { for await _ in over { return } }
}
