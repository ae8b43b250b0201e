import Foundation

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A server that reads each request whole and answers what it is told, to all the same.
final class CannedServer: @unchecked Sendable {
    let port: UInt16
    /// What came, one text a request.
    let requests: AsyncStream<String>
    private let socket: Int32
    private let seen: AsyncStream<String>.Continuation

    /// - Parameter answer: All bytes of the answer; none for a server that never answers.
    init(_ answer: String?) throws {
        #if canImport(Glibc)
            socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #else
            socket = Darwin.socket(AF_INET, SOCK_STREAM, 0)
        #endif
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let socket = socket
        let isListening = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(socket, $0, length) == 0 && listen(socket, 8) == 0 && getsockname(socket, $0, &length) == 0
            }
        }
        guard isListening else { throw POSIXError(.EADDRNOTAVAIL) }
        port = UInt16(bigEndian: address.sin_port)
        (requests, seen) = AsyncStream.makeStream()
        Thread.detachNewThread { [seen] in
            while true {
                let connection = accept(socket, nil, nil)
                if connection < 0 { return }
                Self.serve(connection, answer, seen)
                close(connection)
            }
        }
    }

    deinit {
        shutdown(socket, Int32(SHUT_RDWR))
        close(socket)
    }

    var address: URL { URL(string: "http://127.0.0.1:\(port)/app-checkout")! }

    private static func serve(_ connection: Int32, _ answer: String?, _ seen: AsyncStream<String>.Continuation) {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while !isWhole(bytes) {
            let count = recv(connection, &buffer, buffer.count, 0)
            if count <= 0 { return }
            bytes += buffer[..<count]
        }
        seen.yield(String(decoding: bytes, as: UTF8.self))
        if let answer {
            var rest = Array(answer.utf8)[...]
            while !rest.isEmpty {
                let sent = rest.withUnsafeBytes { send(connection, $0.baseAddress, $0.count, noSignal) }
                if sent <= 0 { return }
                rest = rest.dropFirst(sent)
            }
        } else {
            // Until the other side goes away.
            while recv(connection, &buffer, buffer.count, 0) > 0 {}
            seen.yield("gone")
        }
    }

    private static func isWhole(_ bytes: [UInt8]) -> Bool {
        let text = String(decoding: bytes, as: UTF8.self)
        guard let end = text.range(of: "\r\n\r\n") else { return false }
        let length = text[..<end.lowerBound].lowercased().components(separatedBy: "content-length: ")
        let expected = length.count > 1 ? Int(length[1].prefix(while: \.isNumber)) ?? 0 : 0
        return text[end.upperBound...].utf8.count >= expected
    }

    #if canImport(Glibc)
        private static let noSignal = Int32(MSG_NOSIGNAL)
    #else
        private static let noSignal: Int32 = 0
    #endif
}
