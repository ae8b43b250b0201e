import AmazonPay
import XCTest

/// The vectors of notifications, each with its certificate given. What SNS serves instead is for the languages whose tests
/// have a TLS server.
final class NotificationsTests: XCTestCase {
    private struct Case {
        let json: Json
        let clock: String
        let hidden: [String]
        var name: String { json["name"]?.plainText ?? "" }
    }

    /// Those that need neither a server nor a setting that Swift's verifier does not have.
    private func cases(_ file: String) throws -> [Case] {
        let file = try Shared.json("vectors/notifications/\(file).json")
        let clock = try file.string("clock")
        let hidden = file["hidden"]?.items.compactMap(\.plainText) ?? []
        let settings: Set<String> = ["allowedTopics", "freshnessWindowSeconds", "roots", "intermediates"]
        return (file["cases"]?.items ?? []).filter { one in
            !one.has("served") && !one.has("confirm")
                && Set(one["settings"]?.fields.map(\.name) ?? []).isSubset(of: settings)
        }.map { Case(json: $0, clock: $0["clock"]?.plainText ?? clock, hidden: hidden) }
    }

    func testThoseThatVerify() async throws {
        let cases = try cases("accepted")
        XCTAssertGreaterThan(cases.count, 40)
        let sandbox = try await frozen()
        await each(cases, named: \.name) { one in
            let content = try await verified(one, sandbox).content()
            let expected = one.json["expected"] ?? .null
            let envelope: Envelope
            switch content {
            case .ipn(let found, let subject, let message):
                envelope = found
                try expectSame(subject, expected["subject"]?.plainText, "subject")
                try expectSays(message, expected["message"] ?? .null, "message")
            case .subscriptionConfirmation(let found), .unsubscribeConfirmation(let found):
                envelope = found
            }
            try expectSame(envelope.messageId, expected.string("messageId"), "messageId")
            try expectSame(envelope.topicArn, expected.string("topicArn"), "topicArn")
            try expectSame(envelope.timestamp, moment(expected.string("timestamp")) ?? .distantPast, "timestamp")
            try expect(
                "\(envelope.signatureVersion)".hasSuffix(expected.string("signatureVersion")),
                "\(envelope.signatureVersion)")
            try expect(
                plain("\(content)").hasPrefix(
                    plain(expected.string("type") == "Notification" ? "ipn" : expected.string("type"))), "\(content)")
        }
    }

    func testThoseThatAreRefused() async throws {
        let cases = try cases("refused")
        XCTAssertGreaterThan(cases.count, 180)
        let sandbox = try await frozen()
        await each(cases, named: \.name) { one in
            let error = try await failing { try await verified(one, sandbox) }
            let expected = one.json["expected"] ?? .null
            let message = try expected.string("message")
            if message.hasSuffix("…") {
                try expect(error.details.message.hasPrefix(message.dropLast()), error.details.message)
            } else {
                try expectSame(error.details.message, message, "message")
            }
            try expectSame(error.details.refusal.map { plain("\($0)") }, plain(expected.string("kind")), "kind")
            try expectSame(Json.truth(error.details.isRetryable), expected["retryable"], "retryable")
            let shown = "\(error) \(error.localizedDescription) \(String(reflecting: error))"
            for word in one.hidden { try expect(!shown.contains(word), "it shows \(word)") }
        }
    }

    /// Verifiers go by its clock.
    private func frozen() async throws -> Sandbox {
        try await Sandbox.start(settings: #"{"frozen": true}"#)
    }

    private func verified(_ one: Case, _ sandbox: Sandbox) async throws -> VerifiedNotification {
        let set = try await sandbox.control("POST", "/_sandbox/clock", #"{"now": "\#(one.clock)"}"#)
        try expectSame(set.status, 200, set.body)
        let settings = one.json["settings"] ?? .object([:])
        let roots = settings.has("roots") ? settings["roots"]?.plainText : "root"
        let verifier = try sandbox.notificationVerifier(
            NotificationSettings(
                allowedTopics: settings["allowedTopics"]?.items.compactMap(\.plainText),
                freshnessWindow: settings["freshnessWindowSeconds"]?.plainText.flatMap { Double($0) },
                rootCertificates: try roots.map { try pem([$0]) }
            ))
        // SNS's own intermediates are known; those of the vectors come with the certificate.
        let intermediates =
            settings.has("intermediates") ? settings["intermediates"]?.items ?? [] : [.text("intermediate")]
        let certificates = one.json["certificate"].map { $0.items.isEmpty ? [$0] : $0.items } ?? [.text("sns")]
        let names = certificates + intermediates.filter { !certificates.contains($0) }
        return try await verifier.verify(body(one.json), certificate: pem(names.compactMap(\.plainText)))
    }

    private func pem(_ names: [String]) throws -> String {
        try names.map { try Shared.text("vectors/notifications/certificates/\($0).pem") }.joined()
    }

    private func body(_ one: Json) throws -> Data {
        if let hex = one["bodyHex"]?.plainText { return try data(hex: hex) }
        guard let repeated = one["bodyRepeat"] else { return Data((one["body"]?.plainText ?? "").utf8) }
        let filler = String(repeating: try repeated.string("filler"), count: Int(try repeated.string("times")) ?? 0)
        return Data("\(try repeated.string("prefix"))\(filler)\(try repeated.string("suffix"))".utf8)
    }
}
