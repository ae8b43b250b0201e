import AmazonPay
import Foundation
#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// The server that plays the vectors of operations. It serves until its standard input ends.
final class Playback {
    private let program: ServingProgram
    private let url: String
    let pay: AmazonPay

    init() throws {
        program = try ServingProgram("AMAZONPAY_PLAYBACK")
        url = try program.line()
        pay = try AmazonPay(
            ClientSettings(
                publicKeyId: "SANDBOX-OPERATIONSVECTORSKEY",
                privateKey: Shared.key,
                region: .eu,
                endpoint: url,
                retryBaseDelay: 0.001
            ))
    }

    func stop() {
        program.stop()
    }

    func start(operation: String, name: String) async throws {
        let body = Json.object(["operation": .text(operation), "case": .text(name)]).written
        _ = try await ask("start", body)
    }

    func verdict() async throws -> Json {
        try await Json(parsing: ask("verdict"))
    }

    private func ask(_ path: String, _ body: String? = nil) async throws -> String {
        guard let address = URL(string: "\(url)/_playback/\(path)") else { throw Mismatch("no URL: \(url)") }
        var request = URLRequest(url: address)
        if let body {
            request.httpMethod = "POST"
            request.httpBody = Data(body.utf8)
            request.setValue("application/json", forHTTPHeaderField: "content-type")
        }
        let (data, response) = try await URLSession.shared.data(for: request)
        let text = String(decoding: data, as: UTF8.self)
        try expectSame((response as? HTTPURLResponse)?.statusCode, 200, text)
        return text
    }
}
