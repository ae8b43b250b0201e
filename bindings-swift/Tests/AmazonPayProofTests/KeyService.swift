import AmazonPay
import Foundation

/// A signer of the shop's own, by whatever it does with a message.
final class KeyService: Signer {
    private let code: @Sendable (Data) async throws -> Data

    init(_ code: @escaping @Sendable (Data) async throws -> Data) {
        self.code = code
    }

    func sign(algorithm: Algorithm, message: Data) async throws -> Data {
        try await code(message)
    }
}

/// A private key that another program has: `openssl` signs and verifies with it, by Amazon Pay's rules.
struct OpenSSL: Sendable {
    let key: String

    /// The key goes into a file of its own.
    init(pem: String) throws {
        key = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).pem").path()
        try Data(pem.utf8).write(to: URL(filePath: key))
    }

    func remove() {
        try? FileManager.default.removeItem(atPath: key)
    }

    func sign(_ message: Data) throws -> Data {
        try Self.run(
            ["dgst", "-sha256", "-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:32", "-sign", key],
            message)
    }

    /// Fails unless the signature is the vectors' key's.
    static func verify(_ signature: Data, of message: Data, saltLength: Int) throws {
        let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try signature.write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let key = Shared.path("vectors/keys/test-only-rsa-2048.public.pem")
        let padding = ["-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:\(saltLength)"]
        _ = try run(["dgst", "-sha256"] + padding + ["-verify", key, "-signature", file.path()], message)
    }

    private static func run(_ arguments: [String], _ input: Data) throws -> Data {
        let process = Process()
        let (given, told) = (Pipe(), Pipe())
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["openssl"] + arguments
        process.standardInput = given
        process.standardOutput = told
        try process.run()
        given.fileHandleForWriting.write(input)
        try given.fileHandleForWriting.close()
        let output = told.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Mismatch("openssl ended with \(process.terminationStatus)") }
        return output
    }
}

/// A number that any thread may raise.
final class Counter: @unchecked Sendable {
    private let lock = NSLock()
    private var count = 0

    var value: Int { lock.withLock { count } }

    func raise() {
        lock.withLock { count += 1 }
    }
}
