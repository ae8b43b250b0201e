import AmazonPay
import Foundation

/// Carries out a scenario, in a sandbox of its own. The README beside the scenarios says what the steps mean.
final class ScenarioRunner {
    private let endpoint: Endpoint
    private let sandbox: Sandbox
    private let pay: AmazonPay
    private var saved: [String: Json]

    private init() async throws {
        endpoint = try Endpoint()
        let settings = Json.object(["now": .text("2026-11-24T10:00:00Z"), "ipn_url": .text(endpoint.url)])
        sandbox = try await Sandbox.start(settings: settings.written)
        pay = try await sandbox.client(ClientSettings(retryBaseDelay: 0.001, retryMaxDelay: 0.001))
        endpoint.verify(with: try sandbox.notificationVerifier())
        let merchant = try await sandbox.credentials()
        saved = ["merchantId": .text(merchant.merchantId), "storeId": .text(merchant.storeId)]
    }

    static func run(_ steps: [Json]) async throws {
        let runner = try await ScenarioRunner()
        defer { runner.endpoint.close() }
        try await runner.run(steps)
        try await runner.sandbox.shutdown()
    }

    private func run(_ steps: [Json]) async throws {
        for (index, step) in steps.enumerated() {
            do {
                try await carryOut(step)
            } catch {
                throw Mismatch("step \(index + 1), \(step.written.prefix(120)): \(error)")
            }
        }
    }

    private func carryOut(_ step: Json) async throws {
        if step.has("include") { return try await include(step) }
        if let expected = step["notified"] { return try await notified(expected.items) }
        let found: Any?
        var status: Int?
        do {
            if step.has("call") {
                let answer = try await call(step)
                (found, status) = (answer.value, answer.meta.status)
            } else if let button = step["button"] {
                found = try await click(button, step["visit"])
            } else {
                found = try await control(path(step.string("sandbox")), filled(step["body"] ?? .object([:])))
            }
        } catch let error as AmazonPayError {
            guard let refused = step["refused"] else { throw error }
            return try expectFails(error, as: filled(refused))
        }
        try expect(!step.has("refused"), "it was to be refused, and gave \(found ?? "nothing")")
        if let expected = step["status"] { try expectSame(status.map(String.init), expected.plainText, "status") }
        if let expected = step["expect"] { try expectHas(found, expected) }
        for (name, path) in step["save"]?.fields ?? [] { saved[name] = try wire(at(found, path.plainText ?? ""), name) }
    }

    private func include(_ step: Json) async throws {
        for (name, value) in step["with"]?.fields ?? [] { saved[name] = value }
        let part = try Shared.json("scenarios/parts/\(step.string("include")).json")
        for name in part["needs"]?.items.compactMap(\.plainText) ?? [] {
            try expect(saved[name] != nil, "\(step.written) needs \(name)")
        }
        try await run(part["steps"]?.items ?? [])
    }

    private func call(_ step: Json) async throws -> Answer {
        let given = Given(
            path: try step["path"]?.items.map { try filled($0).plainText ?? "" } ?? [],
            query: try step["query"].map(filled),
            body: try step["body"].map(filled),
            options: try step["options"].map(filled)
        )
        return try await pay.typed(step.string("call"), with: given)
    }

    private func control(_ path: String, _ body: Json) async throws -> Json {
        let answer = try await sandbox.control("POST", "/_sandbox/\(path)", body.written)
        try expect((200..<300).contains(answer.status), answer.body)
        return try Json(parsing: answer.body)
    }

    private func click(_ button: Json, _ visit: Json?) async throws -> Json {
        let made = try await pay.button(ButtonRequest(json: filled(button)))
        guard case .object(var fields) = try filled(visit ?? .object([:])) else {
            throw Mismatch("a visit is an object")
        }
        fields["button"] = try clicked(made)
        return try await control("buyer/checkout", .object(fields))
    }

    /// What a button's click tells Amazon, out of what was handed to the page's script.
    private func clicked(_ button: Button) throws -> Json {
        let config = try Json(parsing: button.configJson)
        let all = [config] + ["createCheckoutSessionConfig", "signInConfig"].compactMap { config[$0] }
        var click: [String: Json] = [:]
        for name in ["publicKeyId", "payloadJSON", "signature", "algorithm", "productType", "sandbox"] {
            if let value = all.lazy.compactMap({ $0[name] }).first { click[name] = value }
        }
        return .object(click)
    }

    private func notified(_ expected: [Json]) async throws {
        try await sandbox.notificationsSettled()
        let told = endpoint.taken()
        try expectSame(told.count, expected.count, "notifications: \(told.map { "\($0.objectType) \($0.objectId)" })")
        for (message, fields) in zip(told, expected) { try expectHas(message, fields) }
    }

    private func expectHas(_ found: Any?, _ expected: Json) throws {
        for (path, value) in expected.fields { try expectSays(at(found, path), filled(value), path) }
    }

    /// With what was saved in place of its name.
    private func filled(_ json: Json) throws -> Json {
        switch json {
        case .text(let text) where text.hasPrefix("$"): try value(String(text.dropFirst()))
        case .list(let items): .list(try items.map(filled))
        case .object(let fields): .object(try fields.mapValues(filled))
        default: json
        }
    }

    private func path(_ path: String) throws -> String {
        try path.split(separator: "/").map { part in
            part.hasPrefix("{") ? try value(String(part.dropFirst().dropLast())).plainText ?? "" : String(part)
        }.joined(separator: "/")
    }

    private func value(_ name: String) throws -> Json {
        guard let value = saved[name], value != .null else { throw Mismatch("nothing was saved as \(name)") }
        return value
    }

    /// A value to save, as JSON.
    private func wire(_ value: Any?, _ name: String) throws -> Json {
        switch value {
        case nil: .null
        case let json as Json: json
        case let text as String: .text(text)
        case let moment as Date: .text(written(moment))
        default: throw Mismatch("a scenario saves ids, not \(value ?? "nothing") as \(name)")
        }
    }
}
