import AmazonPay
import XCTest

/// The reasons of an object's state say what to do, as in every language.
final class StateReasonsTests: XCTestCase {
    private static let objects: [String: @Sendable (String) -> Advice?] = [
        "Charge": { ChargeReasonCode(rawValue: $0).advice },
        "Refund": { RefundReasonCode(rawValue: $0).advice },
        "ChargePermission": { ChargePermissionReasonCode(rawValue: $0).advice },
        "CheckoutSession": { CheckoutSessionReasonCode(rawValue: $0).advice },
    ]

    func testEachReasonOfEachObjectHasItsAdvice() async throws {
        let file = try Shared.json("vectors/errors.json")
        let objects = file["stateReasons"]?.fields ?? []
        XCTAssertEqual(Set(objects.map(\.name)), Set(Self.objects.keys))
        await each(objects, named: \.name) { name, reasons in
            for (reason, advice) in reasons.fields {
                let found = Self.objects[name]?(reason)
                try expectSame(found.map { plain("\($0)") }, advice.plainText.map(plain), reason)
            }
            try expectSame(Self.objects[name]?(""), Advice?.none, "no reason")
        }
    }
}
