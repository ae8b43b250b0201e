import AmazonPay
import Foundation

/// What the shared files give to a call.
struct Given: Sendable {
    private let parameters: [String]
    private let asked: Json?
    private let sent: Json?
    private let how: Json?

    init(path: [String] = [], query: Json? = nil, body: Json? = nil, options: Json? = nil) {
        (parameters, asked, sent, how) = (path, query, body, options)
    }

    /// Fails for what no call of the typed method says.
    func fits(parameters count: Int, takesBody: Bool) throws {
        if parameters.count != count { throw NotOfTheType("the method takes \(count) parameters of a path") }
        if sent != nil, !takesBody { throw NotOfTheType("the method takes no request") }
    }

    func path(_ index: Int) -> String {
        parameters[index]
    }

    func query<Query: JsonValue>() throws -> Query {
        try Query(json: asked ?? .object([:]))
    }

    func body<Body: JsonValue>() throws -> Body {
        try Body(json: sent ?? .object([:]))
    }

    func options() throws -> CallOptions? {
        guard case .object(var fields) = how else { return nil }
        if case .number(let milliseconds) = fields.removeValue(forKey: "timeoutMs") {
            fields["timeout"] = .number(milliseconds / Decimal(1000))
        }
        return try CallOptions(json: .object(fields))
    }
}

/// What a typed method gave.
struct Answer {
    let value: Any
    let meta: ResponseMeta
}

/// The first page of a list.
func firstPage<Pages: AsyncSequence>(_ pages: Pages) async throws -> Pages.Element {
    for try await page in pages { return page }
    throw Mismatch("a list has a first page")
}

/// What the shared files say of an error, as text; nil where it has nothing.
func failure(_ error: AmazonPayError) -> [String: String?] {
    let details = error.details
    return [
        "kind": kind(error),
        "message": details.message,
        "status": details.status.map(String.init),
        "reasonCode": details.reasonCode,
        "requestId": details.requestId,
        "advice": details.advice.map { plain("\($0)") },
        "retries": String(details.retries),
        "retryable": String(details.isRetryable),
        "outcomeUnknown": String(details.outcomeUnknown),
        "idempotencyKey": details.idempotencyKey,
        "retryAfterSeconds": details.retryAfter.map { String(Int($0)) },
    ]
}

/// The name of the error's case, plain.
func kind(_ error: AmazonPayError) -> String {
    plain(String(Mirror(reflecting: error).children.first?.label ?? "\(error)"))
}

/// Fails unless the error is as a shared file says, which has those names alone that it speaks of.
func expectFails(_ error: AmazonPayError, as expected: Json) throws {
    let found = failure(error)
    for (name, value) in expected.fields {
        let isName = name == "kind" || name == "advice"
        guard let there = found[name] else { throw Mismatch("no error tells \(name)") }
        try expectSame(there, value.plainText.map { isName ? plain($0) : $0 }, "\(name) of \(error.details.message)")
    }
}
