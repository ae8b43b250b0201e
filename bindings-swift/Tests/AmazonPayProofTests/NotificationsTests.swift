import AmazonPay
import XCTest

/// The vectors of notifications, each with the certificate from a server over TLS that stands in for SNS, and given.
final class NotificationsTests: XCTestCase {
    private struct Case {
        let file: String
        let json: Json
        let clock: String
        let hidden: [String]
        var name: String { json["name"]?.plainText ?? "" }
        var expected: Json { json["expected"] ?? .null }
    }

    private func cases(_ name: String) throws -> [Case] {
        let file = try Shared.json("vectors/notifications/\(name).json")
        let clock = try file.string("clock")
        let hidden = file["hidden"]?.items.compactMap(\.plainText) ?? []
        return (file["cases"]?.items ?? []).map {
            Case(file: name, json: $0, clock: $0["clock"]?.plainText ?? clock, hidden: hidden)
        }
    }

    func testThereAre295OfThem() throws {
        XCTAssertEqual(try cases("accepted").count + cases("refused").count, 295)
    }

    func testThoseThatVerify() async throws {
        try await withSns { sns, sandbox in
            await each(try cases("accepted"), named: \.name) { one in
                let host = try await ready(one, sns, sandbox)
                let verifier = try sandbox.notificationVerifier(host.reached(settings(one)))
                try expectVerified(await verifier.verify(body(one.json)), one)
                try expectVerified(await verifier.verify(body(one.json)), one)
                let asked = try sns.serve(one.name, of: one.file).asked - host.asked
                try expectSame(String(asked), one.json["fetches"]?.plainText, "fetches: the second time it is known")
                let given = try certificate(one)
                try expectVerified(await verifier.verify(body(one.json), certificate: given), one)
            }
        }
    }

    func testThoseThatAreRefused() async throws {
        try await withSns { sns, sandbox in
            await each(try cases("refused"), named: \.name) { one in
                let host = try await ready(one, sns, sandbox)
                let verifier = try sandbox.notificationVerifier(host.reached(settings(one)))
                if one.json.has("confirm") { return try await expectNotConfirmed(one, verifier, sns, sandbox) }
                try expectRefused(try await failing { try await verifier.verify(body(one.json)) }, one)
                let asked = try sns.serve(one.name, of: one.file).asked - host.asked
                try expectSame(String(asked), one.json["fetches"]?.plainText ?? "0", "fetches")
                if let given = try certificate(one) {
                    try expectRefused(
                        try await failing { try await verifier.verify(body(one.json), certificate: given) }, one)
                }
            }
        }
    }

    private func expectNotConfirmed(
        _ one: Case, _ verifier: NotificationVerifier, _ sns: SnsHosts, _ sandbox: Sandbox
    ) async throws {
        let question = try await verifier.verify(body(one.json))
        let host = try sns.serve(one.name, of: one.file, confirmation: true)
        let confirming = try sandbox.notificationVerifier(host.reached(settings(one)))
        try expectRefused(try await failing { try await confirming.confirmSubscription(question) }, one)
        let asked = try sns.serve(one.name, of: one.file, confirmation: true).asked - host.asked
        try expectSame(String(asked), one.json["confirmations"]?.plainText, "confirmations")
    }

    private func expectVerified(_ verified: VerifiedNotification, _ one: Case) throws {
        let content = try verified.content()
        let expected = one.expected
        let type: String
        let envelope: Envelope
        switch content {
        case .ipn(let found, let subject, let message):
            (type, envelope) = ("Notification", found)
            try expectSame(subject, expected["subject"]?.plainText, "subject")
            try expectSays(message, expected["message"] ?? .null, "message")
        case .subscriptionConfirmation(let found): (type, envelope) = ("SubscriptionConfirmation", found)
        case .unsubscribeConfirmation(let found): (type, envelope) = ("UnsubscribeConfirmation", found)
        }
        try expectSame(type, expected.string("type"), "type")
        try expectSame(envelope.messageId, expected.string("messageId"), "messageId")
        try expectSame(envelope.topicArn, expected.string("topicArn"), "topicArn")
        try expectSame(envelope.timestamp, moment(expected.string("timestamp")) ?? .distantPast, "timestamp")
        try expectSame("\(envelope.signatureVersion)", "v\(expected.string("signatureVersion"))", "signatureVersion")
        try expectHidden("\(content) \(String(reflecting: content))", one)
    }

    /// An expected message that ends with an ellipsis goes on with words of TLS or the system.
    private func expectRefused(_ error: AmazonPayError, _ one: Case) throws {
        try expectSame(kind(error), "notification", "the error's case")
        let message = try one.expected.string("message")
        if message.hasSuffix("…") {
            try expect(error.details.message.hasPrefix(message.dropLast()), error.details.message)
        } else {
            try expectSame(error.details.message, message, "message")
        }
        try expectSame(error.details.refusal.map { plain("\($0)") }, plain(one.expected.string("kind")), "kind")
        try expectSame(Json.truth(error.details.isRetryable), one.expected["retryable"], "retryable")
        try expectHidden("\(error) \(error.localizedDescription) \(String(reflecting: error))", one)
    }

    private func expectHidden(_ shown: String, _ one: Case) throws {
        for word in one.hidden { try expect(!shown.contains(word), "it shows \(word)") }
    }

    private func withSns(_ run: (SnsHosts, Sandbox) async throws -> Void) async throws {
        let sns = try SnsHosts()
        defer { sns.stop() }
        let sandbox = try await Sandbox.start()
        // Verifiers go by its clock.
        _ = try await sandbox.clock.freeze()
        try await run(sns, sandbox)
    }

    /// Sets the clock, and has SNS serve the case's certificate.
    private func ready(_ one: Case, _ sns: SnsHosts, _ sandbox: Sandbox) async throws -> SnsHosts.Host {
        guard let now = moment(one.clock) else { throw Mismatch("no moment: \(one.clock)") }
        _ = try await sandbox.clock.set(now)
        return try sns.serve(one.name, of: one.file)
    }

    private func settings(_ one: Case) throws -> NotificationSettings {
        let given = one.json["settings"] ?? .object([:])
        let number = { (name: String) in given[name]?.plainText.flatMap { Double($0) } }
        let intermediates = given.has("intermediates") ? names(given["intermediates"]) : ["intermediate"]
        let roots = given.has("roots") ? names(given["roots"]) : ["root"]
        return NotificationSettings(
            allowedTopics: given["allowedTopics"]?.items.compactMap(\.plainText),
            freshnessWindow: number("freshnessWindowSeconds"),
            timeout: number("timeoutMs").map { $0 / 1000 },
            rootCertificates: roots.isEmpty ? Self.rootsOfTheWeb : try pem(roots),
            intermediateCertificates: intermediates.isEmpty ? nil : try pem(intermediates),
            maxCertificateBytes: number("maxCertificateBytes").map { Int($0) },
            maxBodyBytes: number("maxBodyBytes").map { Int($0) }
        )
    }

    /// The system's list, since a sandbox's verifier goes by that sandbox's own root otherwise.
    private static let rootsOfTheWeb = ["/etc/ssl/certs/ca-certificates.crt", "/etc/ssl/cert.pem"].first {
        FileManager.default.fileExists(atPath: $0)
    }

    /// What SNS serves, where that is what a caller could hand in as well.
    private func certificate(_ one: Case) throws -> String? {
        guard let served = one.json["served"] else {
            return try pem(one.json.has("certificate") ? names(one.json["certificate"]) : ["sns"])
        }
        return served.has("certificate") ? nil : served["text"]?.plainText
    }

    /// One name or a list of names.
    private func names(_ json: Json?) -> [String] {
        json.map { $0.items.isEmpty ? [$0] : $0.items }?.compactMap(\.plainText) ?? []
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
