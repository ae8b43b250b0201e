import AmazonPay
import Foundation
import XCTest

/// What the shop does with Amazon Pay, whatever serves HTTP.
struct Payments: Sendable {
    let pay: AmazonPay
    let verifier: NotificationVerifier
    /// Remembers a delivery; false when it has been seen. A table with a unique column, in a shop.
    let remember: @Sendable (_ messageId: String) async -> Bool
    /// Reads an object anew, after the answer: a job in a queue.
    let readSoon: @Sendable (_ message: IpnMessage) async -> Void

    /// The endpoint of the notifications: takes the body as it came, byte for byte, and answers with a status.
    func receive(_ body: Data) async -> Int {
        do {
            let notification = try await verifier.verify(body)
            switch try notification.content() {
            case .ipn(let envelope, _, let message):
                if await remember(envelope.messageId) { await readSoon(message) }
            case .subscriptionConfirmation:
                try await verifier.confirmSubscription(notification)
            case .unsubscribeConfirmation:
                break
            }
            return 200
        } catch let error as AmazonPayError {
            // The certificate could not be fetched just now: SNS delivers again.
            return error.details.isRetryable ? 503 : 400
        } catch {
            return 503
        }
    }

    /// The result page: only now the payment is made. Gives what the order's page says.
    func complete(_ checkoutSessionId: String, _ total: Money) async throws -> String {
        do {
            let session = try await pay.checkoutSessions.complete(
                checkoutSessionId, CompleteCheckoutSession(chargeAmount: total))
            return "paid, charge \(session.chargeId ?? "to come")"
        } catch AmazonPayError.declined(let details) {
            return details.advice?.text ?? "declined"
        } catch AmazonPayError.wrongState {
            // The page was loaded once more, or the buyer went back: say what has become of the session.
            let session = try await pay.checkoutSessions.get(checkoutSessionId)
            return "\(session.statusDetails.state)"
        }
    }
}

/// What docs/guide-swift.md shows stands above, where it is compiled; here it runs.
final class GuideTests: XCTestCase {
    func testANotificationIsReadOnce() async throws {
        let shop = try await Shop.open()
        let server = try LocalServer()
        let seen = Seen()
        let payments = Payments(
            pay: shop.pay, verifier: try shop.sandbox.notificationVerifier(),
            remember: { await seen.remember($0) }, readSoon: { await seen.read($0) })
        let merchant = try await shop.sandbox.credentials().merchantId
        try await shop.control(
            "merchants/\(merchant)/ipnUrls", #"{"ipnUrls": ["http://127.0.0.1:\#(server.port)/ipn"]}"#)
        let endpoint = Task {
            while true {
                let connection = try await server.connection()
                let body = try await connection.body()
                await seen.deliver(body)
                connection.answer(await payments.receive(body))
            }
        }
        let chargeId = try await shop.charge()
        try await shop.sandbox.notificationsSettled()
        endpoint.cancel()
        let charges = await seen.read.filter { $0.objectType == .charge }
        XCTAssertEqual(charges.map(\.objectId), [chargeId])
        let before = await seen.read.count
        let bodies = await seen.bodies
        let again = try XCTUnwrap(bodies.first)
        let (repeated, forged) = (await payments.receive(again), await payments.receive(Data("{}".utf8)))
        let after = await seen.read.count
        XCTAssertEqual([repeated, forged, after], [200, 400, before])
    }

    func testACheckoutIsCompleted() async throws {
        let shop = try await Shop.open()
        let payments = Payments(
            pay: shop.pay, verifier: try shop.sandbox.notificationVerifier(), remember: { _ in true },
            readSoon: { _ in })
        let id = try await shop.approvedSession()
        let first = try await payments.complete(id, price)
        XCTAssertTrue(first.hasPrefix("paid, charge "), first)
    }

    func testThatIsWhatTheGuideShows() throws {
        let guide = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../../docs/guide-swift.md")
            .standardized
        let block = try String(contentsOf: guide, encoding: .utf8).components(separatedBy: "```swift\n")[1]
        let shown = block.components(separatedBy: "```")[0]
        XCTAssertTrue(
            try String(contentsOfFile: #filePath, encoding: .utf8).contains(shown), "not tested as it is shown")
    }
}

private actor Seen {
    private var ids: Set<String> = []
    private(set) var read: [IpnMessage] = []
    private(set) var bodies: [Data] = []

    func remember(_ id: String) -> Bool { ids.insert(id).inserted }
    func read(_ message: IpnMessage) { read.append(message) }
    func deliver(_ body: Data) { bodies.append(body) }
}
