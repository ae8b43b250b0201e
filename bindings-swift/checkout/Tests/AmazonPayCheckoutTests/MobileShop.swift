import Foundation
import XCTest

import AmazonPayCheckout

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// A merchant's back end on a sandbox, in a process of its own: `tests/src/mobile_shop.rs`.
final class MobileShop: @unchecked Sendable {
    // Sendable without the compiler's word, for the process is used when this is made and when it ends.
    let url: String
    private let process = Process()
    private let input = Pipe()

    init() throws {
        let program = try XCTUnwrap(ProcessInfo.processInfo.environment["AMAZONPAY_MOBILE_SHOP"])
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: program)
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        var line = Data()
        while let byte = try output.fileHandleForReading.read(upToCount: 1), byte != Data("\n".utf8) { line += byte }
        url = String(decoding: line, as: UTF8.self)
    }

    deinit {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
    }

    /// The shop knows the user `mette`.
    func backend(user: String = "mette") throws -> HTTPCheckoutBackend {
        let address = try XCTUnwrap(URL(string: "\(url)/app-checkout"))
        return try HTTPCheckoutBackend(address: address) { ["Authorization": "Bearer \(user)"] }
    }

    /// What happens in the browser that the app opens; gives the link that brings the buyer back.
    func buyer(_ action: String, _ opened: URL) async throws -> String {
        let answer = try await post(
            "buyer/\(action)", String(decoding: JSONEncoder().encode(["url": opened.absoluteString]), as: UTF8.self))
        return try XCTUnwrap(JSONDecoder().decode([String: String].self, from: Data(answer.utf8))["link"])
    }

    /// Lets the next calls of the app fail.
    func outage(_ calls: Int) async throws {
        _ = try await post("outage", "\(calls)")
    }

    private func post(_ path: String, _ body: String) async throws -> String {
        var request = URLRequest(url: try XCTUnwrap(URL(string: "\(url)/\(path)")))
        request.httpMethod = "POST"
        request.httpBody = Data(body.utf8)
        request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        let (data, response) = try await URLSession.shared.data(for: request)
        let answer = String(decoding: data, as: UTF8.self)
        XCTAssertEqual((response as? HTTPURLResponse)?.statusCode, 200, answer)
        return answer
    }
}
