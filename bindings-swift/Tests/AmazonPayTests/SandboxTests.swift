import AmazonPay
import Foundation
import XCTest

/// What a test does with the sandbox, by typed methods: the buyer, the clock, faults.
final class SandboxTests: XCTestCase {
    func testTheBuyerVisitsAndLeaves() async throws {
        let shop = try await Shop.open()
        let id = try await session(of: shop)
        let visit = try await shop.sandbox.buyer.checkout(id, visit: Visit(action: .cancel, card: "1111"))
        XCTAssertEqual(visit.checkoutSessionId, id)
        XCTAssertEqual(visit.state, "Canceled")
        let left = try await session(of: shop)
        _ = try await shop.sandbox.buyer.checkout(left, visit: Visit(action: .stay))
        let cancelled = try await shop.sandbox.buyer.cancel(left)
        XCTAssertEqual(cancelled.state, "Canceled")
        let session = try await shop.pay.checkoutSessions.get(left)
        XCTAssertEqual(session.statusDetails.state, .canceled)
    }

    func testTheBuyerClicksAButtonAsThePageShowsIt() async throws {
        let shop = try await Shop.open()
        let storeId = try await shop.sandbox.credentials().storeId
        let review = WebCheckoutDetails(checkoutReviewReturnUrl: URL(string: "https://shop.example/review"))
        let merchantId = try await shop.sandbox.credentials().merchantId
        let button = try await shop.pay.button(
            ButtonRequest(
                merchantId: merchantId, placement: .cart,
                checkoutSession: CreateCheckoutSession(webCheckoutDetails: review, storeId: storeId),
                ledgerCurrency: .eur))
        let clicked = try await shop.sandbox.buyer.click(button, visit: Visit(card: "1111"))
        let session = try await shop.pay.checkoutSessions.get(try XCTUnwrap(clicked.checkoutSessionId))
        XCTAssertEqual(session.statusDetails.state, .open)
    }

    func testTheBuyerDisputesAndThinksBetterOfIt() async throws {
        let shop = try await Shop.open()
        let charge = try await shop.charge()
        _ = try await shop.pay.charges.capture(charge, CaptureCharge(captureAmount: price))
        let filed = try await shop.sandbox.buyer.chargeback(charge, amount: Money("10.00", .eur))
        let id = try XCTUnwrap(filed.disputeId)
        let dispute = try await shop.pay.disputes.get(id)
        XCTAssertEqual(dispute.statusDetails.state.rawValue, "ActionRequired")
        XCTAssertEqual(dispute.disputeAmount, try Money("10.00", .eur))
        let withdrawn = try await shop.sandbox.buyer.withdrawChargeback(id)
        XCTAssertEqual(withdrawn.disputeId, id)
    }

    func testTheBuyerChoosesAnotherCard() async throws {
        let shop = try await Shop.open()
        let charge = try await shop.pay.charges.get(shop.charge())
        let permission = try XCTUnwrap(charge.chargePermissionId)
        _ = try await shop.sandbox.buyer.changeCard(chargePermissionId: permission, card: "0701")
        let changed = try await shop.pay.chargePermissions.get(permission)
        let descriptors = changed.paymentPreferences?.compactMap(\.paymentDescriptor) ?? []
        XCTAssertTrue(descriptors.contains { $0.contains("0701") }, "\(descriptors)")
        let refused = await refusal {
            try await shop.sandbox.buyer.changeCard(chargePermissionId: permission, card: "9999")
        }
        XCTAssertEqual(refused?.reasonCode, "InvalidParameterValue")
    }

    func testWhatTheSandboxRefusesIsAnErrorOfItsOwn() async throws {
        let shop = try await Shop.open()
        let refused = await refusal { try await shop.sandbox.buyer.approve("none/at all") }
        XCTAssertEqual(refused?.status, 404)
        XCTAssertEqual(refused?.reasonCode, "ResourceNotFound")
        try await shop.sandbox.shutdown()
        do {
            let now = try await shop.sandbox.clock.now()
            XCTFail("it is closed, and told \(now)")
        } catch SandboxError.closed(let reason) {
            XCTAssertTrue(reason.contains("start another one"), reason)
        }
    }

    func testTheClockIsMovedStoppedAndPutBack() async throws {
        let clock = try await Sandbox.start().clock
        // To the second, as the sandbox's clock is.
        let moment = Date(timeIntervalSince1970: 1_795_541_358)
        _ = try await clock.freeze()
        let isFrozen = try await clock.isFrozen()
        XCTAssertTrue(isFrozen)
        let set = try await clock.set(moment)
        XCTAssertEqual(set, moment)
        let advanced = try await clock.advance(8 * 86_400)
        XCTAssertEqual(advanced, moment + 8 * 86_400)
        let now = try await clock.now()
        XCTAssertEqual(now, advanced)
        _ = try await clock.resume()
        let runs = try await clock.isFrozen()
        XCTAssertFalse(runs)
        let reset = try await clock.reset()
        XCTAssertLessThan(abs(reset.timeIntervalSinceNow), 60)
    }

    func testFaultsAreMetListedAndCleared() async throws {
        let shop = try await Shop.open(ClientSettings(retryBaseDelay: 0.001, retryMaxDelay: 0.001))
        let charge = try await shop.charge()
        let faults = shop.sandbox.faults
        let armed = try await faults.add(Fault(count: 2, operation: "charges.get", status: 503))
        XCTAssertEqual(armed.status, 503)
        let answer = try await shop.pay.charges.get(charge)
        XCTAssertEqual(answer.meta.retries, 2)
        let met = try await faults.list().map { [$0.id, $0.met] }
        XCTAssertEqual(met, [[armed.id, 2]])
        _ = try await faults.add(Fault(cut: .connection))
        let cut = try await failure { try await shop.pay.charges.get(charge, options: CallOptions(maxRetries: 0)) }
        guard case .connection = cut else { return XCTFail("\(cut)") }
        try await faults.clear()
        let left = try await faults.list()
        XCTAssertEqual(left, [])
        let refused = await refusal { try await faults.add(Fault(status: 99)) }
        XCTAssertEqual(refused?.reasonCode, "InvalidParameterValue")
    }

    func testAChargeThatIsPendingIsWaitedFor() async throws {
        let shop = try await Shop.open()
        let sandbox = shop.sandbox
        _ = try await sandbox.clock.freeze()
        let chargeId = try await shop.charge(pending: true)
        let pending = try await shop.pay.charges.get(chargeId)
        XCTAssertEqual(pending.statusDetails.state, .authorizationInitiated)
        let error = try await failure { try await shop.pay.charges.waitFor(chargeId, patience: Patience(maxWait: 0)) }
        guard case .timeout = error else { return XCTFail("\(error)") }
        // It looks, and looks again when the clock has moved: waiting goes by that. Moved once, the clock might have been
        // between its look and its pause.
        let moving = Task {
            while !Task.isCancelled {
                _ = try await sandbox.clock.advance(300)
                try await Task.sleep(for: .milliseconds(10))
            }
        }
        defer { moving.cancel() }
        let authorized = try await shop.pay.charges.waitFor(chargeId)
        XCTAssertEqual(authorized.statusDetails.state, .authorized)
    }

    func testEachRequestSaysWhichPackageSentIt() async throws {
        let shop = try await Shop.open()
        let id = try await shop.pay.charges.get(shop.charge()).meta.requestId
        let told = try await shop.control("requests/\(id)", method: "GET").lowercased()
        XCTAssertTrue(told.contains(#"["x-amz-pay-sdk-type","amazonpay-swift"]"#), told)
        XCTAssertTrue(told.contains(#"["x-amz-pay-sdk-version","0.1.0"]"#), told)
        XCTAssertNotNil(told.firstMatch(of: /\["x-amz-pay-language-version","swift\/6\.[0-9]( or later)?"\]/), told)
    }

    func testAnIntegrationMaySayThatItIsAnother() async throws {
        let shop = try await Shop.open(ClientSettings(sdkType: "another"))
        let id = try await shop.pay.charges.get(shop.charge()).meta.requestId
        let told = try await shop.control("requests/\(id)", method: "GET").lowercased()
        XCTAssertTrue(told.contains(#"["x-amz-pay-sdk-type","another"]"#), told)
    }

    private func session(of shop: Shop) async throws -> String {
        let review = WebCheckoutDetails(checkoutReviewReturnUrl: URL(string: "https://shop.example/review"))
        let storeId = try await shop.sandbox.credentials().storeId
        return try await shop.pay.checkoutSessions.create(
            CreateCheckoutSession(webCheckoutDetails: review, storeId: storeId)
        ).checkoutSessionId
    }

    /// What the sandbox refuses this with; anything else is a failure of the test.
    private func refusal(of call: () async throws -> some Any) async -> (status: Int, reasonCode: String)? {
        do {
            XCTFail("it was to be refused, and gave \(try await call())")
        } catch let SandboxError.refused(status, reasonCode, _) {
            return (status, reasonCode)
        } catch {
            XCTFail("expected a refusal of the sandbox's, got \(error)")
        }
        return nil
    }
}
