import Foundation

/// One of the programs of `tests/`. It serves until its standard input ends.
final class ServingProgram {
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    private var unread = Data()

    /// Starts the program that an environment variable names.
    init(_ variable: String) throws {
        guard let program = ProcessInfo.processInfo.environment[variable] else {
            throw Mismatch("\(variable) names a program of tests/, which scripts/swift_tests.sh builds")
        }
        process.executableURL = URL(filePath: program)
        process.standardInput = input
        process.standardOutput = output
        try process.run()
    }

    func write(_ line: String) throws {
        try input.fileHandleForWriting.write(contentsOf: Data("\(line)\n".utf8))
    }

    /// The next line that it writes.
    func line() throws -> String {
        while true {
            if let end = unread.firstIndex(of: UInt8(ascii: "\n")) {
                defer { unread.removeSubrange(...end) }
                return String(decoding: unread[..<end], as: UTF8.self)
            }
            let more = output.fileHandleForReading.availableData
            if more.isEmpty { throw Mismatch("the program has ended") }
            unread.append(more)
        }
    }

    func stop() {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
    }
}
