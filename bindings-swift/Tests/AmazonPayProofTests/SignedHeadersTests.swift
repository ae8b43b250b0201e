import AmazonPay
import XCTest

/// Requests that a shop sends itself, by the vectors of signing, as far as `signedHeaders` can be given them: `openssl`
/// verifies what is signed.
final class SignedHeadersTests: XCTestCase {
    /// Those that it cannot be given. None of them may come true.
    private static let notToBeGiven = [
        "headers-all-signed": "of a shop's own headers none is signed but accept, content-type and x-amz-pay-*",
        "headers-repeated": "a dictionary has each header once",
        "headers-white-space": "a header has no line break",
        "path-reserved-characters": "a backslash in an address is read as a slash",
        "path-without-leading-slash": "an address has no such path",
    ]
    /// What the client adds.
    private static let added: Set = ["x-amz-pay-date", "x-amz-pay-host", "x-amz-pay-region"]

    func testARequestIsSignedByTheRules() async throws {
        let sandbox = try await Sandbox.start()
        _ = try await sandbox.clock.freeze()
        let folders = try FileManager.default.contentsOfDirectory(atPath: Shared.path("vectors/signing")).filter {
            !$0.hasPrefix("button-") && !$0.hasSuffix(".py") && !$0.hasPrefix("__")
        }.sorted()
        XCTAssertEqual(folders.count, 37)
        for (algorithm, version, salt) in [(Algorithm.v2, "v2", 32), (.v1, "v1", 20)] {
            let settings = ClientSettings(
                publicKeyId: "SANDBOX-TESTONLYKEY", privateKey: Shared.key, region: .eu, algorithm: algorithm)
            let pay = try await sandbox.client(settings)
            await each(folders, named: { "\($0), \(version)" }) { folder in
                let run = { try await self.sign(folder, version, salt: salt, by: pay, at: sandbox.clock) }
                guard Self.notToBeGiven[folder] != nil else { return try await run() }
                do { try await run() } catch is Mismatch { return } catch is AmazonPayError { return }
                throw Mismatch("it can be given: take it from the list")
            }
        }
    }

    private func sign(
        _ folder: String, _ version: String, salt: Int, by pay: AmazonPay, at clock: SandboxClock
    ) async throws {
        let request = try Shared.json("vectors/signing/\(folder)/request.json")
        var headers: [String: String] = [:]
        for header in request["headers"]?.items ?? [] {
            let texts = header.items.compactMap(\.plainText)
            try expect(headers.updateValue(texts[1], forKey: texts[0]) == nil, "\(texts[0]) is there twice")
        }
        for (name, value) in headers where Self.added.contains(name.lowercased()) {
            headers[name] = nil
            guard name.lowercased() == "x-amz-pay-date", let date = moment(value) else { continue }
            _ = try await clock.set(date)
        }
        let query = try request.string("query")
        let path = try request.string("path") + (query.isEmpty ? "" : "?\(query)")
        let signed = try await pay.signedHeaders(
            method: request.string("method"), url: "https://pay-api.amazon.eu\(path)", body: request.string("body"),
            headers: headers)
        let authorization = (signed["authorization"] ?? "").components(separatedBy: "Signature=")
        let expected = try Shared.text("vectors/signing/\(folder)/authorization-\(version).txt")
        try expectSame(authorization[0], expected.components(separatedBy: "Signature=")[0], "authorization")
        guard let signature = Data(base64Encoded: authorization[1]) else { throw Mismatch("no base64") }
        let message = Data(try Shared.text("vectors/signing/\(folder)/string-to-sign-\(version).txt").utf8)
        try OpenSSL.verify(signature, of: message, saltLength: salt)
    }
}
