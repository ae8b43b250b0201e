import AmazonPay
import Foundation

/// What the shop does, and what it believes: the sandbox's objects have to agree in the end.
final class Story {
    private let pay: AmazonPay
    private let outside: Outside
    private let storeId: String
    private let merchantId: String
    private let total: Money
    private let shop: URL
    private var permission = ""
    /// Charge ids and captured amounts.
    private var captured: [(charge: String, amount: Money)] = []
    private var refunded: Money

    init(pay: AmazonPay, sandbox: Sandbox, storeId: String, merchantId: String) throws {
        self.pay = pay
        outside = Outside(sandbox: sandbox)
        self.storeId = storeId
        self.merchantId = merchantId
        guard let shop = URL(string: "https://shop.example") else { throw Off("an address is an address") }
        self.shop = shop
        total = try Money("100.00", .eur)
        refunded = try Money("20.00", .eur)
    }

    func tell() async throws {
        try await checkout()
        try await lateCaptureAndRefund()
        try await softDecline()
        try await failuresSurvived()
        try await close()
        try await ledger()
    }

    /// From the button on the cart's page to the charge permission.
    private func checkout() async throws {
        let review = WebCheckoutDetails(checkoutReviewReturnUrl: shop.appending(path: "review"))
        let button = try await pay.button(
            ButtonRequest(
                merchantId: merchantId, placement: .cart,
                checkoutSession: CreateCheckoutSession(webCheckoutDetails: review, storeId: storeId),
                ledgerCurrency: .eur
            ))
        say("button", "", "", "signed by the shop, shown in the cart")

        let id = try await outside.click(button)
        let opened = try await pay.checkoutSessions.get(id)
        try ensure("a buyer on the session", opened.buyer != nil, true)
        say("checkoutSessions.get", id, opened.statusDetails.state, "the shop's review page")

        let updated = try await pay.checkoutSessions.update(
            id,
            UpdateCheckoutSession(
                webCheckoutDetails: WebCheckoutDetails(checkoutResultReturnUrl: shop.appending(path: "result")),
                paymentDetails: PaymentDetails(
                    paymentIntent: .confirm, canHandlePendingAuthorization: false, chargeAmount: total
                )
            ))
        try ensure("a redirect URL", updated.webCheckoutDetails?.amazonPayRedirectUrl != nil, true)
        say("checkoutSessions.update", id, updated.statusDetails.state, "\(total)")

        try await outside.approve(id)
        let completed = try await pay.checkoutSessions.complete(id, CompleteCheckoutSession(chargeAmount: total))
        try ensure("the session", completed.statusDetails.state, CheckoutSessionState.completed)
        guard let given = completed.chargePermissionId else { throw Off("a completed session has a charge permission") }
        permission = given
        say("checkoutSessions.complete", id, completed.statusDetails.state, "gives \(permission)")
    }

    /// Authorizes, waits eight days, captures, gives a part back.
    private func lateCaptureAndRefund() async throws {
        let amount = try Money("60.00", .eur)
        let charge = try await pay.charges.create(CreateCharge(chargePermissionId: permission, chargeAmount: amount))
        try ensure("the charge", charge.statusDetails.state, ChargeState.authorized)
        say("charges.create", charge.chargeId, charge.statusDetails.state, "\(amount) authorized")

        try await outside.advance(seconds: 8 * 24 * 3600)
        say("clock", "", "+8 days", "a capture after more than 7 days takes a while")
        let capture = CaptureCharge(captureAmount: amount, softDescriptor: "order 1001")
        let late = try await pay.charges.capture(
            charge.chargeId, capture, options: CallOptions(idempotencyKey: "capture-1001")
        )
        try ensure("the charge", late.statusDetails.state, ChargeState.captureInitiated)
        try ensure("retries, the one with the learnt clock", late.meta.retries, 1)
        let note = "signed again with the server's time, learnt from the first answer"
        say("charges.capture", late.chargeId, late.statusDetails.state, note)

        try await outside.advance(seconds: 2 * 3600)
        let later = try await pay.charges.get(charge.chargeId)
        try ensure("the charge", later.statusDetails.state, ChargeState.captured)
        say("charges.get", later.chargeId, later.statusDetails.state, "two hours later")
        captured.append((later.chargeId, amount))

        let asked = try await pay.refunds.create(CreateRefund(chargeId: later.chargeId, refundAmount: refunded))
        try ensure("the refund", asked.statusDetails.state, RefundState.refundInitiated)
        try await outside.advance(seconds: 2 * 3600)
        let refund = try await pay.refunds.get(asked.refundId)
        try ensure("the refund", refund.statusDetails.state, RefundState.refunded)
        say("refunds.get", refund.refundId, refund.statusDetails.state, "\(refunded) back")
    }

    /// A decline says what to do: the permission is still chargeable, so try later.
    private func softDecline() async throws {
        let charge = try CreateCharge(
            chargePermissionId: permission, chargeAmount: Money("10.00", .eur), captureNow: true
        )
        do {
            _ = try await pay.charges.create(charge, options: CallOptions(simulationCode: "SoftDeclined"))
            throw Off("expected a decline")
        } catch AmazonPayError.declined(let details) {
            try ensure("the decline's advice", details.advice, Advice.retryLater)
            say("charges.create", permission, details.reasonCode ?? "", "advice: retry later")
        }
        let kept = try await pay.chargePermissions.get(permission)
        try ensure("the permission", kept.statusDetails.state, ChargePermissionState.chargeable)
    }

    /// A throttled request and one whose answer is lost: each charges once.
    private func failuresSurvived() async throws {
        let amount = try Money("15.00", .eur)
        let faults: [([String: any Sendable], String)] = [
            (["status": 429], "429 to the first attempt"),
            (["cut": "connection", "afterWork": true], "the connection is cut after the charge, before its answer"),
        ]
        for (fault, words) in faults {
            try await outside.fault(fault)
            say("fault", "", "armed", words)
            let charge = try await pay.charges.create(
                CreateCharge(chargePermissionId: permission, chargeAmount: amount, captureNow: true)
            )
            try ensure("the charge", charge.statusDetails.state, ChargeState.captured)
            try ensure("retries", charge.meta.retries, 1)
            let note = "\(amount), repeated under the same idempotency key"
            say("charges.create", charge.chargeId, charge.statusDetails.state, note)
            captured.append((charge.chargeId, amount))
        }
    }

    private func close() async throws {
        let closed = try await pay.chargePermissions.close(
            permission, CloseChargePermission(closureReason: "The order is complete")
        )
        try ensure("the permission", closed.statusDetails.state, ChargePermissionState.closed)
        let left = total.amount - captured.reduce(0) { $0 + $1.amount.amount }
        try ensure("the balance left", closed.limits?.amountBalance?.amount, left)
        say("chargePermissions.close", permission, closed.statusDetails.state, "\(left) EUR were never charged")
    }

    /// Reads every charge once more and adds up.
    private func ledger() async throws {
        print()
        var sum = Money(amount: 0, currencyCode: .eur)
        var back = sum
        for (id, amount) in captured {
            let charge = try await pay.charges.get(id)
            try ensure("captured of \(id)", charge.captureAmount, amount)
            let returned = charge.refundedAmount?.amount ?? 0
            say("ledger", id, charge.statusDetails.state, "\(amount), \(returned) EUR of it given back")
            sum.amount += amount.amount
            back.amount += returned
        }
        try ensure("refunded", back.amount, refunded.amount)
        let kept = sum.amount - back.amount
        let never = total.amount - sum.amount
        try ensure("kept + refunded + never charged", kept + back.amount + never, total.amount)
        print("kept \(kept) EUR + refunded \(back.amount) EUR + never charged \(never) EUR = order \(total)")
    }
}
