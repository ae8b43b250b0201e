import AmazonPay
import XCTest

/// Every row of the table of operations, through the typed methods, over a socket.
final class OperationsTests: XCTestCase {
    func testEachCaseOfEachOperation() async throws {
        let playback = try Playback()
        defer { playback.stop() }
        let files = try Shared.files("vectors/operations").map(Shared.json)
        XCTAssertEqual(files.count, 43)
        for file in files {
            let operation = try file.string("operation")
            await each(file["cases"]?.items ?? [], named: { "\(operation): \($0["name"]?.plainText ?? "")" }) {
                try await play(operation, $0, on: playback)
            }
        }
    }

    private func play(_ operation: String, _ one: Json, on playback: Playback) async throws {
        try await playback.start(operation: operation, name: one.string("name"))
        let call = one["call"] ?? .object([:])
        let expected = one["expected"] ?? .object([:])
        let given = Given(
            path: call["pathParameters"]?.items.compactMap(\.plainText) ?? [],
            query: call["query"],
            body: call["body"],
            options: call["options"]
        )
        do {
            let answer = try await playback.pay.typed(operation, with: given)
            try expect(!expected.has("error"), "it was to fail, and gave \(answer.value)")
            try expectAnswers(answer, expected)
        } catch let error as AmazonPayError {
            guard case .object(let told) = expected["error"] else { throw error }
            try expectFails(error, as: .object(Self.nothing.merging(told) { $1 }))
        }
        let verdict = try await playback.verdict()
        if Self.amountsSpelledOtherwise.contains(try one.string("name")) {
            return try expectSameAmounts(verdict["mismatches"]?.items.compactMap(\.plainText) ?? [])
        }
        try expectSame(verdict["passed"], .truth(true), verdict.written)
    }

    /// A `Decimal` keeps no zeros at its end: Swift sends an amount with the decimals of its currency, whoever wrote it how.
    private static let amountsSpelledOtherwise: Set = [
        "a-recurring-frequency-may-be-a-number", "an-amount-given-as-a-number-is-sent-as-text",
    ]

    private func expectSameAmounts(_ mismatches: [String]) throws {
        try expect(!mismatches.isEmpty, "the amount is spelled as it was given: take the case from the list")
        for mismatch in mismatches {
            let found = mismatch.firstMatch(of: /\.amount: expected "([0-9.]+)", found "([0-9.]+)"$/)
            guard let found else { throw Mismatch(mismatch) }
            try expectSame(Decimal(string: String(found.2)), Decimal(string: String(found.1)), mismatch)
        }
    }

    private func expectAnswers(_ answer: Answer, _ expected: Json) throws {
        try expectSays(answer.value, expected["object"] ?? .object([:]))
        try expectSame(String(answer.meta.status), expected["status"]?.plainText, "status")
        try expectSame(answer.meta.requestId, expected["requestId"]?.plainText ?? "", "request id")
        try expectSame(String(answer.meta.retries), expected["retries"]?.plainText, "retries")
        // A redirect's address lets whoever has it act for the merchant.
        if let location = answer.meta.location {
            try expect(
                !"\(answer.meta) \(String(reflecting: answer.meta))".contains(location), "the answer shows its address")
        }
    }

    /// What an error has when the vector does not say.
    private static let nothing: [String: Json] = [
        "status": .null, "reasonCode": .null, "requestId": .null, "advice": .null, "retries": .number(0),
        "retryable": .truth(false),
    ]
}
