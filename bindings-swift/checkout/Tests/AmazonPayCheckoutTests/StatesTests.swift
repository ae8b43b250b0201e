import Foundation
import XCTest

@testable import AmazonPayCheckout

/// The sequence of a checkout's states.
final class StatesTests: XCTestCase {
    private let opening = #"{"url": "https://shop.example/pay"}"#

    func testItBeginsWhereTheCheckoutIsAndEndsWithIt() async throws {
        let (script, checkout) = try await before(.review)
        var states = checkout.states.makeAsyncIterator()
        let first = await states.next()
        XCTAssertEqual(first, checkout.state)
        guard case .buyerAtAmazon = first else { return XCTFail("\(String(describing: first))") }

        await script.answer(.review, 200, #"{"total": {"amount": "49.90", "currencyCode": "EUR"}}"#)
        let reviewing = try await checkout.handleLink(script.link("review"))
        let second = await states.next()
        XCTAssertEqual(second, reviewing)
        await script.answer(.confirm, 200, opening)
        let confirming = try await checkout.confirm()
        let third = await states.next()
        XCTAssertEqual(third, confirming)
        await script.answer(.complete, 200, #"{"outcome": "paid", "orderId": "17"}"#)
        let done = try await checkout.handleLink(script.link("result"))
        let last = await states.next()
        XCTAssertEqual(last, done)
        let end = await states.next()
        XCTAssertNil(end)

        // Of what has ended there is the end alone.
        let late = await checkout.states.reduce(into: []) { $0.append($1) }
        XCTAssertEqual(late, [.done(outcome: .paid, orderId: "17")])
        XCTAssertEqual(checkout.followers.count, 0)
    }

    func testAStepThatFailsTellsWhatItHasChangedAndNothingTwice() async throws {
        let (script, checkout) = try await before(.review)
        var states = checkout.states.makeAsyncIterator()
        _ = await states.next()
        // The link is accepted, and the review cannot be had.
        let away = try await refused { try await checkout.handleLink(script.link("review")) }
        XCTAssertEqual(away, .unreachable(step: "review", reason: "nobody there"))
        let nothing = await states.next()
        XCTAssertEqual(nothing, .reviewing(review: nil))
        // Not changed by this one, so that what comes next is what the one after leads to.
        _ = try await refused { try await checkout.review() }
        XCTAssertEqual(try checkout.cancel(), .cancelled)
        let rest = await remaining(of: &states)
        XCTAssertEqual(rest, [.cancelled])
    }

    func testARefusalEndsIt() async throws {
        let (script, checkout) = try await before(.start)
        var states = checkout.states.makeAsyncIterator()
        _ = await states.next()
        await script.answer(.start, 409, #"{"error": {"code": "cart_empty"}}"#)
        _ = try await refused { try await checkout.start("{}") }
        let rest = await remaining(of: &states)
        XCTAssertEqual(rest, [.failed(code: "cart_empty")])
    }

    func testEachReaderHasAllAndASlowOneTheNewest() async throws {
        let (script, checkout) = try await before(.start)
        var slow = checkout.states.makeAsyncIterator()
        let (told, tell) = AsyncStream.makeStream(of: CheckoutState.self)
        let quick = (0..<3).map { _ in
            Task { [states = checkout.states] in
                for await state in states { tell.yield(state) }
            }
        }
        var seen = told.makeAsyncIterator()
        await script.answer(.start, 200, opening)
        let steps: [() async throws -> CheckoutState] = [
            { checkout.state }, { try await checkout.start("{}") }, { try checkout.cancel() },
        ]
        for step in steps {
            let state = try await step()
            for _ in quick {
                let one = await seen.next()
                XCTAssertEqual(one, state)
            }
        }
        for reader in quick { await reader.value }
        let rest = await remaining(of: &slow)
        XCTAssertEqual(rest, [.cancelled])
    }

    func testACancelledTaskEndsItsOwnSequenceAlone() async throws {
        let (_, checkout) = try await before(.start)
        let (told, tell) = AsyncStream.makeStream(of: CheckoutState.self)
        var seen = told.makeAsyncIterator()
        var other = checkout.states.makeAsyncIterator()
        let reader = Task { [states = checkout.states] in
            for await state in states { tell.yield(state) }
            return Task.isCancelled
        }
        let first = await seen.next()
        XCTAssertEqual(first, .starting)
        XCTAssertEqual(checkout.followers.count, 2)
        reader.cancel()
        let wasCancelled = await reader.value
        XCTAssertTrue(wasCancelled)
        XCTAssertEqual(checkout.followers.count, 1)
        XCTAssertEqual(try checkout.cancel(), .cancelled)
        let rest = await remaining(of: &other)
        XCTAssertEqual(rest, [.cancelled])
    }

    func testWhoeverStopsReadingIsForgotten() async throws {
        let (_, checkout) = try await before(.start)
        for _ in 0..<1000 {
            for await state in checkout.states {
                XCTAssertEqual(state, .starting)
                XCTAssertEqual(checkout.followers.count, 1)
                break
            }
            XCTAssertEqual(checkout.followers.count, 0)
        }
    }

    func testASequenceDoesNotHoldTheCheckoutAndEndsWithIt() async throws {
        weak var held: Checkout?
        let reader: Task<[CheckoutState], Never>
        let (told, tell) = AsyncStream.makeStream(of: Void.self)
        do {
            let checkout = try Checkout(links: links(), backend: Script())
            held = checkout
            reader = Task { [states = checkout.states] in
                await states.reduce(into: []) {
                    $0.append($1)
                    tell.yield()
                }
            }
            // It waits for the next one.
            for await _ in told { break }
            XCTAssertNotNil(held)
        }
        let read = await reader.value
        XCTAssertEqual(read, [.starting])
        XCTAssertNil(held)
    }

    /// All that is still to come.
    private func remaining(of states: inout AsyncStream<CheckoutState>.Iterator) async -> [CheckoutState] {
        var rest: [CheckoutState] = []
        while let state = await states.next() { rest.append(state) }
        return rest
    }
}
