import AmazonPay
import XCTest

/// What goes wrong without an answer of Amazon Pay's, and the errors that it becomes, as in every language.
final class LocalErrorsTests: XCTestCase {
    func testEachCauseIsItsError() async throws {
        let file = try Shared.json("vectors/errors.json")
        await each(file["local"]?.items ?? [], named: { $0["name"]?.plainText ?? "" }) { one in
            let error = try await failing { try await provoke(one["cause"] ?? .null) }
            try expectFails(error, as: one["expected"] ?? .null)
            if let words = one["cause"]?["message"]?.plainText {
                try expect(error.details.message.contains(words), error.details.message)
            }
        }
    }

    private func provoke(_ cause: Json) async throws {
        let isSent = cause["requestSent"] == .truth(true)
        switch try cause.string("kind") {
        case "settings":
            _ = try AmazonPay(ClientSettings(json: cause["settings"] ?? .null))
        case "signer":
            let words = try cause.string("message")
            let sandbox = try await Sandbox.start()
            let signer = KeyService { _ in throw CallbackError.failed(reason: words) }
            try await capture(with: sandbox.client(signer: signer))
        case "connection" where isSent:
            try await capture(answered: Data())
        case "connection":
            let listener = try Loopback()
            listener.close()
            try await capture(with: vectorsClient(endpoint: listener.url))
        case "timeout" where isSent:
            try await capture(answered: nil)
        case "tls":
            // Nobody has told the client of the sandbox's authority.
            let sandbox = try await Sandbox.start()
            try await capture(with: vectorsClient(endpoint: sandbox.tlsUrl))
        case "decoding":
            let body = try cause.string("body")
            let head = "HTTP/1.1 \(try cause.string("status")) Status\r\ncontent-length: \(body.utf8.count)\r\n\r\n"
            try await capture(answered: Data("\(head)\(body)".utf8))
        default:
            throw Mismatch("this cannot be provoked: \(cause.written)")
        }
    }

    /// A POST, once.
    private func capture(with pay: AmazonPay) async throws {
        let amount = try Money("1.00", .eur)
        _ = try await pay.charges.capture(
            "S02-9876543-1234567-C123456", CaptureCharge(captureAmount: amount), options: CallOptions(maxRetries: 0))
    }

    /// A POST to a server that takes it, says these bytes and hangs up; or says nothing for longer than the client waits.
    private func capture(answered answer: Data?) async throws {
        try await answered(answer) { url in
            try await capture(with: vectorsClient(endpoint: url, attemptTimeout: answer == nil ? 1 : nil))
        }
    }
}
