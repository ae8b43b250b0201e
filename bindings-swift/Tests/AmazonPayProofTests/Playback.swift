import AmazonPay
import Foundation
#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// The server that plays the vectors of operations. It serves until its standard input ends.
final class Playback {
    private let process = Process()
    private let input = Pipe()
    private let url: String
    let pay: AmazonPay

    init() throws {
        guard let program = ProcessInfo.processInfo.environment["AMAZONPAY_PLAYBACK"] else {
            throw Mismatch("AMAZONPAY_PLAYBACK names the program playback; scripts/swift_tests.sh builds it")
        }
        let output = Pipe()
        process.executableURL = URL(filePath: program)
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        var told = ""
        while !told.contains("\n") {
            let data = output.fileHandleForReading.availableData
            if data.isEmpty { throw Mismatch("the server told no URL: \(told)") }
            told += String(decoding: data, as: UTF8.self)
        }
        guard let found = told.firstMatch(of: /http:\/\/[^\s"]+/) else {
            throw Mismatch("the server told no URL: \(told)")
        }
        url = String(found.output)
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
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
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
