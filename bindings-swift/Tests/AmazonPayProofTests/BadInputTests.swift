import AmazonPay
import XCTest

/// What is wrong before anything is sent, in the very words of the vectors. A case that Swift's types refuse is refused by
/// the compiler before; how many those are is counted, so that none is left out by mistake.
final class BadInputTests: XCTestCase {
    private var refusedByTypes = 0

    /// What Swift says in words of its own, by how these begin: a `Decimal` has no zeros at its end, and numbers that Rust does
    /// not have are refused before they get there.
    private static let inOtherWords = [
        "yen with decimals": #"body: refundAmount: amount: "100.5" has more decimals"#,
        "a negative time-out": "totalTimeout: expected seconds, 0 or more",
        "a negative number of retries": "maxRetries: expected a number of 0 to",
    ]

    func testOptionsAreRefusedBeforeAnythingIsSent() async throws {
        let file = try Shared.json("vectors/bad-input/options.json")
        let hidden = file["hidden"]?.items.compactMap(\.plainText) ?? []
        await each(file["cases"]?.items ?? [], named: { $0["name"]?.plainText ?? "" }) { one in
            let pay = try AmazonPay(
                ClientSettings(
                    publicKeyId: one["publicKeyId"]?.plainText ?? "SANDBOX-OPERATIONSVECTORSKEY",
                    privateKey: Shared.key,
                    region: .eu
                ))
            try await unlessOfNoType {
                let given = Given(
                    path: one["pathParameters"]?.items.compactMap(\.plainText) ?? [], body: one["body"],
                    options: one["options"])
                let operation = try one.string("operation")
                let error = try await failing { try await pay.typed(operation, with: given) }
                try expectSame(kind(error), "configuration", "kind")
                if let begins = Self.inOtherWords[try one.string("name")] {
                    try expect(error.details.message.hasPrefix(begins), error.details.message)
                } else {
                    try expectSame(error.details.message, one.string("expected"), "message")
                }
                for word in hidden {
                    try expect(!"\(error) \(String(reflecting: error))".contains(word), "it shows \(word)")
                }
            }
        }
        XCTAssertEqual(refusedByTypes, 11)
    }

    func testSettingsAreRefused() async throws {
        try await refused(by: "configuration")
        XCTAssertEqual(refusedByTypes, 9)
    }

    func testKeysAreRefused() async throws {
        try await refused(by: "keys")
        XCTAssertEqual(refusedByTypes, 0)
    }

    func testAmountsAreRefused() async throws {
        await each(
            try Shared.json("vectors/bad-input/amounts.json")["cases"]?.items ?? [],
            named: { $0["name"]?.plainText ?? "" }
        ) { one in
            let currency = Currency(rawValue: try one.string("currency"))
            let error = try await failing { try Money(one.string("amount"), currency) }
            try expectSame(kind(error), "configuration", "kind")
            try expectSame(error.details.message, one.string("expected"), "message")
        }
    }

    private func refused(by name: String) async throws {
        let keys = String(Shared.path("vectors/keys"))
        let file = try Shared.json("vectors/bad-input/\(name).json")
        await each(file["cases"]?.items ?? [], named: { $0["name"]?.plainText ?? "" }) { one in
            // No Swift says these: a number is no text, and that is the setting's name.
            if try ["a number for the public key id", "a misspelt setting"].contains(one.string("name")) { return }
            var settings: [String: Json] = [:]
            for (name, value) in (file["base"]?.fields ?? []) + (one["settings"]?.fields ?? []) {
                if case .text(let text) = value {
                    settings[name] = .text(text.replacingOccurrences(of: "{keys}", with: keys))
                } else {
                    settings[name] = value
                }
            }
            try await unlessOfNoType {
                let made = try ClientSettings(json: .object(settings))
                let error = try await failing { try AmazonPay(made) }
                try expectSame(kind(error), "configuration", "kind")
                if let begins = Self.inOtherWords[try one.string("name")] {
                    return try expect(error.details.message.hasPrefix(begins), error.details.message)
                }
                try expectSame(
                    error.details.message, one.string("expected").replacingOccurrences(of: "{keys}", with: keys),
                    "message")
            }
        }
    }

    private func unlessOfNoType(_ run: () async throws -> Void) async throws {
        do {
            try await run()
        } catch is NotOfTheType {
            refusedByTypes += 1
        }
    }
}
