import AmazonPay
import XCTest

/// Answers over a socket and the errors that they become, as in every language.
final class BadAnswersTests: XCTestCase {
    func testAnswersThatNoClientShouldGet() async throws {
        let file = try Shared.json("vectors/bad-input/responses.json")
        let hidden = file["hidden"]?.items.compactMap(\.plainText) ?? []
        await each(file["cases"]?.items ?? [], named: { $0["name"]?.plainText ?? "" }) { one in
            let number = { (name: String) in one[name]?.plainText.flatMap { Double($0) } }
            let operation = one["operation"]?.plainText ?? "charges.get"
            let given = Self.given(operation, key: operation == "charges.capture" ? "capture-1001" : nil)
            let error = try await failure(
                operation, given, attemptTimeout: (number("attemptTimeoutMs") ?? 10_000) / 1000,
                maxResponseBytes: Int(number("maxResponseBytes") ?? 4096), answer: Self.bytes(one["answer"] ?? .null)
            )
            let expected = one["expected"] ?? .null
            try expectSame(kind(error), plain(expected.string("kind")), "kind")
            try expectSame(error.details.message, expected.string("message"), "message")
            try expectSame(error.details.outcomeUnknown, expected.has("outcomeUnknown"), "outcomeUnknown")
            let shown = "\(error) \(error.localizedDescription) \(String(reflecting: error))"
            for word in hidden { try expect(!shown.contains(word), "it shows \(word)") }
        }
    }

    func testEachReasonCodeAndStatusIsItsError() async throws {
        let file = try Shared.json("vectors/errors.json")
        await each(file["answers"]?.items ?? [], named: { $0["name"]?.plainText ?? "" }) { one in
            let operation = try one.string("operation")
            let error = try await failure(operation, Self.given(operation), answer: Self.bytes(one))
            guard case .object(var expected) = one["expected"] else { throw Mismatch("no error is expected") }
            for name in ["retryAfterSeconds", "outcomeUnknown"] where expected[name] == nil && name != "outcomeUnknown"
            { expected[name] = .null }
            try expectFails(error, as: .object(expected))
            try expectSame(error.details.status.map(String.init), one["status"]?.plainText, "status")
            let begins = expected["requestId"]?.plainText ?? "no request id"
            try expect(error.details.message.hasPrefix(begins), error.details.message)
            try expectSame(
                error.details.rawBody.map { String(decoding: $0, as: UTF8.self) }, one["body"]?.plainText, "body")
        }
    }

    private func failure(
        _ operation: String, _ given: Given, attemptTimeout: TimeInterval? = nil, maxResponseBytes: Int? = nil,
        answer: Data?
    ) async throws -> AmazonPayError {
        try await answered(answer) { url in
            let pay = try vectorsClient(
                endpoint: url, attemptTimeout: attemptTimeout, maxResponseBytes: maxResponseBytes)
            return try await failing { try await pay.typed(operation, with: given) }
        }
    }

    /// The bytes of an answer; nil for silence.
    private static func bytes(_ answer: Json) throws -> Data? {
        if answer.has("silent") { return nil }
        if let raw = answer["raw"]?.plainText { return Data(raw.utf8) }
        var body = Data((answer["body"]?.plainText ?? "").utf8)
        if let hex = answer["bodyHex"]?.plainText { body = try data(hex: hex) }
        if let repeated = answer["bodyRepeat"] {
            let times = Int(repeated["times"]?.plainText ?? "") ?? 0
            body = Data(String(repeating: try repeated.string("text"), count: times).utf8)
        }
        var head = "HTTP/1.1 \(try answer.string("status")) Status\r\n"
        let length = answer.has("announced") ? answer["announced"]?.plainText : String(body.count)
        if let length { head += "content-length: \(length)\r\n" }
        for (name, value) in answer["headers"]?.fields ?? [] { head += "\(name): \(value.plainText ?? "")\r\n" }
        return Data("\(head)\r\n".utf8) + body
    }

    /// What each operation that the files speak of is called with.
    private static func given(_ operation: String, key: String? = nil) -> Given {
        let amount = #"{"amount": "1.00", "currencyCode": "EUR"}"#
        let charge = "S02-9876543-1234567-C123456"
        let (path, body): ([String], String?) =
            switch operation {
            case "charges.create": ([], #"{"chargePermissionId": "S01-1234567-1234567", "chargeAmount": \#(amount)}"#)
            case "charges.capture": ([charge], #"{"captureAmount": \#(amount)}"#)
            case "charges.cancel": ([charge], #"{"cancellationReason": "sold out"}"#)
            case "refunds.create": ([], #"{"chargeId": "\#(charge)", "refundAmount": \#(amount)}"#)
            case "charge_permissions.close": (["S01-1234567-1234567"], #"{"closureReason": "done"}"#)
            case "charge_permissions.update": (["S01-1234567-1234567"], #"{"merchantMetadata": {}}"#)
            case "checkout_sessions.complete": ([charge], #"{"chargeAmount": \#(amount)}"#)
            default: ([charge], nil)
            }
        var options: [String: Json] = ["maxRetries": .number(0)]
        options["idempotencyKey"] = key.map { .text($0) }
        return Given(path: path, body: body.flatMap { try? Json(parsing: $0) }, options: .object(options))
    }
}

/// The bytes that hexadecimal digits stand for.
func data(hex: String) throws -> Data {
    var bytes = Data()
    var digits = Substring(hex)
    while !digits.isEmpty {
        guard let byte = UInt8(digits.prefix(2), radix: 16) else { throw Mismatch("no hexadecimal digits: \(digits)") }
        bytes.append(byte)
        digits = digits.dropFirst(2)
    }
    return bytes
}
