import AmazonPay
import Foundation

/// The buyer, and time, which the sandbox has in its hands: its control API.
struct Outside {
    let sandbox: Sandbox

    /// The session that a click on the button opens; the buyer signs in, chooses a card and comes back.
    func click(_ button: Button) async throws -> String {
        let visit = try await control(
            "buyer/checkout",
            [
                "button": try clicked(button), "card": "1111", "action": "approve",
            ])
        guard let id = visit["checkoutSessionId"] as? String else { throw Off("a click on the button opens a session") }
        return id
    }

    func approve(_ session: String) async throws {
        _ = try await control("buyer/sessions/\(session)/approve", [:])
    }

    func advance(seconds: Int) async throws {
        _ = try await control("clock", ["advance": seconds])
    }

    /// Lets something go wrong once.
    func fault(_ fault: [String: any Sendable]) async throws {
        _ = try await control("faults", fault.merging(["operation": "charges.create", "count": 1]) { $1 })
    }

    /// What a button's click tells Amazon, out of what was handed to the page's script.
    private func clicked(_ button: Button) throws -> [String: Any] {
        let config = try object(button.configJson)
        let session = config["createCheckoutSessionConfig"] as? [String: Any] ?? [:]
        let names = ["publicKeyId", "payloadJSON", "signature", "algorithm", "productType", "sandbox"]
        return names.reduce(into: [:]) { $0[$1] = config[$1] ?? session[$1] }
    }

    private func control(_ path: String, _ body: [String: Any]) async throws -> [String: Any] {
        let text = String(decoding: try JSONSerialization.data(withJSONObject: body), as: UTF8.self)
        let answer = try await sandbox.control("POST", "/_sandbox/\(path)", text)
        guard (200..<300).contains(answer.status) else { throw Off("\(path): \(answer.body)") }
        return try object(answer.body)
    }

    private func object(_ text: String) throws -> [String: Any] {
        try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any] ?? [:]
    }
}

/// What is not as it has to be.
struct Off: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

func ensure<Value: Equatable>(_ what: String, _ found: Value, _ expected: Value) throws {
    if found != expected { throw Off("\(what): expected \(expected), found \(found)") }
}

/// One line of the story, in columns.
func say(_ step: String, _ id: String, _ state: Any, _ note: String) {
    let columns = [(step, 27), (id, 37), ("\(state)", 18)]
    print(
        columns.map { $0.padding(toLength: max($1, $0.count), withPad: " ", startingAt: 0) }.joined(separator: " "),
        note)
}
