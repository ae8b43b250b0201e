import AmazonPay
import XCTest

/// Buttons, by the vectors of signing: `openssl` verifies what is signed.
final class ButtonsTests: XCTestCase {
    func testAButtonsPayloadIsSignedByTheRules() async throws {
        let folders = try FileManager.default.contentsOfDirectory(atPath: Shared.path("vectors/signing")).filter {
            $0.hasPrefix("button-")
        }.sorted()
        await each(folders, named: { $0 }) { folder in
            let payload = try Shared.json("vectors/signing/\(folder)/request.json").string("payload")
            for (algorithm, version, salt) in [(Algorithm.v2, "v2", 32), (.v1, "v1", 20)] {
                let pay = try AmazonPay(
                    ClientSettings(
                        publicKeyId: "SANDBOX-OPERATIONSVECTORSKEY", privateKey: Shared.key, region: .eu,
                        algorithm: algorithm
                    ))
                let message = Data(try Shared.text("vectors/signing/\(folder)/string-to-sign-\(version).txt").utf8)
                let given = try Shared.text("vectors/signing/\(folder)/signature-\(version).txt")
                for signature in try await [given, pay.buttonSignature(payload)] {
                    guard let bytes = Data(base64Encoded: signature) else { throw Mismatch("no base64: \(signature)") }
                    try OpenSSL.verify(bytes, of: message, saltLength: salt)
                }
            }
        }
    }
}
