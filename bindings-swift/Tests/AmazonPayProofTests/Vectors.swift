import AmazonPay
import Foundation
import XCTest

/// The shared files, from the root of the project.
enum Shared {
    private static let root = URL(filePath: #filePath).appending(path: "../../../..").standardized

    static let key = path("vectors/keys/test-only-rsa-2048.pem")

    static func path(_ name: String) -> String {
        root.appending(path: "tests/\(name)").path()
    }

    static func text(_ name: String) throws -> String {
        try String(contentsOfFile: path(name), encoding: .utf8)
    }

    static func json(_ name: String) throws -> Json {
        try Json(parsing: text(name))
    }

    /// The names of the JSON files in a folder, sorted.
    static func files(_ folder: String) throws -> [String] {
        let names = try FileManager.default.contentsOfDirectory(atPath: path(folder))
        return names.filter { $0.hasSuffix(".json") }.sorted().map { "\(folder)/\($0)" }
    }
}

extension XCTestCase {
    /// Runs each case, goes on after one that fails, and names it.
    func each<Case>(_ cases: [Case], named name: (Case) -> String, run: (Case) async throws -> Void) async {
        XCTAssertFalse(cases.isEmpty)
        for one in cases {
            do {
                try await run(one)
            } catch {
                XCTFail("\(name(one)): \(error)")
            }
        }
    }

    /// The error that a call ends in.
    func failing<Value>(_ call: () async throws -> Value) async throws -> AmazonPayError {
        do {
            let value = try await call()
            throw Mismatch("it was to fail, and gave \(value)")
        } catch let error as AmazonPayError {
            return error
        }
    }
}
