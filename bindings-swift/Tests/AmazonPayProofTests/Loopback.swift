import Foundation
#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A socket that listens on this machine alone. What waits here blocks its thread.
final class Loopback: @unchecked Sendable {
    private let socket: Int32
    let port: UInt16

    init() throws {
        #if canImport(Glibc)
            let kind = Int32(SOCK_STREAM.rawValue)
        #else
            let kind = SOCK_STREAM
        #endif
        let made = Glibc.socket(AF_INET, kind, 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(made, $0, size) == 0 && listen(made, 64) == 0 && getsockname(made, $0, &size) == 0
            }
        }
        guard made >= 0, bound else { throw Mismatch("cannot listen: \(String(cString: strerror(errno)))") }
        socket = made
        port = UInt16(bigEndian: address.sin_port)
    }

    var url: String { "http://127.0.0.1:\(port)" }

    /// The next connection; nil when this is closed.
    func accept() -> Connection? {
        let taken = Glibc.accept(socket, nil, nil)
        return taken < 0 ? nil : Connection(taken)
    }

    /// Ends whoever waits in `accept`.
    func close() {
        shutdown(socket, Int32(SHUT_RDWR))
        Glibc.close(socket)
    }
}

/// The server's end of a connection.
final class Connection: @unchecked Sendable {
    private let socket: Int32
    private var unread: [UInt8] = []

    init(_ socket: Int32) {
        self.socket = socket
    }

    deinit {
        Glibc.close(socket)
    }

    /// A request's first line, its fields by names in small letters, and its body; nil when the client has hung up.
    func request() -> (line: String, fields: [String: String], body: Data)? {
        guard let line = line() else { return nil }
        var fields: [String: String] = [:]
        while let field = self.line(), !field.isEmpty {
            let parts = field.split(separator: ":", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
            fields[parts[0].lowercased()] = parts.count > 1 ? parts[1] : ""
        }
        let length = fields["content-length"].flatMap { Int($0) } ?? 0
        while unread.count < length, more() {}
        let body = Data(unread.prefix(length))
        unread.removeFirst(body.count)
        return (line, fields, body)
    }

    func answer(_ status: String, _ body: String = "") {
        write(
            Data(
                "HTTP/1.1 \(status)\r\ncontent-type: application/json\r\ncontent-length: \(body.utf8.count)\r\n\r\n\(body)"
                    .utf8))
    }

    func write(_ data: Data) {
        var left = [UInt8](data)
        while !left.isEmpty {
            let count = send(socket, left, left.count, Int32(MSG_NOSIGNAL))
            if count <= 0 { return }
            left.removeFirst(count)
        }
    }

    func hangUp() {
        shutdown(socket, Int32(SHUT_RDWR))
    }

    /// Whether the client hangs up within the time.
    func ends(within seconds: Int) -> Bool {
        var limit = timeval(tv_sec: seconds, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var byte: UInt8 = 0
        return recv(socket, &byte, 1, 0) == 0
    }

    private func line() -> String? {
        while true {
            if let end = unread.firstIndex(of: UInt8(ascii: "\n")) {
                let line = String(decoding: unread[..<end], as: UTF8.self)
                unread.removeFirst(end + 1)
                return line.trimmingCharacters(in: .newlines)
            }
            if !more() { return nil }
        }
    }

    private func more() -> Bool {
        var buffer = [UInt8](repeating: 0, count: 65536)
        let count = recv(socket, &buffer, buffer.count, 0)
        if count > 0 { unread.append(contentsOf: buffer.prefix(count)) }
        return count > 0
    }
}
