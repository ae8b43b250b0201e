import AmazonPay
import Foundation

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Takes connections, and answers none by itself.
final class LocalServer: Sendable {
    private let listener: Int32
    let port: UInt16

    init() throws {
        #if canImport(Darwin)
            let stream = SOCK_STREAM
        #else
            let stream = Int32(SOCK_STREAM.rawValue)
        #endif
        listener = socket(AF_INET, stream, 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = listener
        let isBound = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && listen(listener, 8) == 0 && getsockname(listener, $0, &length) == 0
            }
        }
        guard isBound else { throw POSIXError(.EADDRNOTAVAIL) }
        port = UInt16(bigEndian: address.sin_port)
    }

    deinit { _ = close(listener) }

    func client() throws -> AmazonPay {
        let key = URL(fileURLWithPath: #filePath)
            .appendingPathComponent("../../../../tests/vectors/keys/test-only-rsa-2048.pem").standardized
        return try AmazonPay(
            ClientSettings(
                publicKeyId: "SANDBOX-OPERATIONSVECTORSKEY", privateKey: String(contentsOf: key, encoding: .utf8),
                region: .eu, endpoint: "http://127.0.0.1:\(port)"))
    }

    /// The next connection.
    func connection() async throws -> Connection {
        let listener = listener
        return try await elsewhere {
            let descriptor = accept(listener, nil, nil)
            guard descriptor >= 0 else { throw POSIXError(.ECONNABORTED) }
            return Connection(descriptor)
        }
    }

    /// The connection, once a request is there.
    func request() async throws -> Connection {
        let connection = try await connection()
        // The request's first bytes.
        guard try await elsewhere({ connection.read().count }) > 0 else { throw POSIXError(.ECONNRESET) }
        return connection
    }

    /// Whether somebody has connected.
    var hasConnection: Bool {
        var found = pollfd(fd: listener, events: Int16(POLLIN), revents: 0)
        return poll(&found, 1, 0) > 0
    }
}

final class Connection: Sendable {
    private let descriptor: Int32

    init(_ descriptor: Int32) {
        self.descriptor = descriptor
        // Longer than any of this takes: a connection that stays open fails the test.
        var limit = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { _ = close(descriptor) }

    /// What has come; nothing when the other side has closed or nothing has happened.
    func read() -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &bytes, bytes.count, 0)
        return Array(bytes.prefix(max(count, 0)))
    }

    /// Waits for the other side to close it.
    func isClosed() async throws -> Bool {
        let descriptor = descriptor
        return try await elsewhere {
            while !self.read().isEmpty {}
            var byte: UInt8 = 0
            return recv(descriptor, &byte, 1, Int32(MSG_DONTWAIT)) == 0
        }
    }

    /// The body of the request that has come.
    func body() async throws -> Data {
        try await elsewhere {
            var request = Data()
            while true {
                request.append(contentsOf: self.read())
                guard let end = request.range(of: Data("\r\n\r\n".utf8)) else { continue }
                let head = String(decoding: request[..<end.lowerBound], as: UTF8.self).lowercased()
                let length = head.components(separatedBy: "content-length: ").dropFirst().first.flatMap {
                    Int($0.prefix { $0.isNumber })
                }
                if request.count - end.upperBound >= length ?? 0 { return request[end.upperBound...] }
            }
        }
    }

    /// Answers with a status and perhaps JSON, and closes.
    func answer(_ status: Int, _ body: Data = Data()) {
        let head = "HTTP/1.1 \(status) \r\ncontent-length: \(body.count)\r\nconnection: close\r\n\r\n"
        let answer = Array(head.utf8) + body
        _ = send(descriptor, answer, answer.count, 0)
    }
}

/// Does what blocks on a thread of its own.
private func elsewhere<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread { continuation.resume(with: Result(catching: work)) }
    }
}
