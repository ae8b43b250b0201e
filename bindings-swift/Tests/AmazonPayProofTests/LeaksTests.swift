@testable import AmazonPay
import XCTest

/// What calls hold is let go when they end, however they do.
final class LeaksTests: XCTestCase {
    /// The process's memory in KiB.
    private func memory() throws -> Int {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        guard let line, let resident = Int(line.filter(\.isNumber)) else { throw Mismatch("no VmRSS in \(status)") }
        return resident
    }

    /// How many files, sockets and pipes the process has open.
    private func handles() throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
    }

    /// A call that goes to the library's threads and comes back with an error, without a server.
    private static func refused(_ pay: AmazonPay) async -> Bool {
        do { _ = try await pay.call(method: "BREW", path: "coffee") } catch {
            return (error as? AmazonPayError).map(kind) == "configuration"
        }
        return false
    }

    private func refused(_ pay: AmazonPay, times: Int) async {
        let count = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<16 {
                group.addTask {
                    var count = 0
                    for _ in 0..<(times / 16) where await Self.refused(pay) { count += 1 }
                    return count
                }
            }
            return await group.reduce(0, +)
        }
        XCTAssertEqual(count, times)
    }

    func testAHundredThousandCallsLeaveNothingBehind() async throws {
        let sandbox = try await Sandbox.start()
        let pay = try await sandbox.client()
        await refused(pay, times: 20_000)
        let (before, open) = try (memory(), handles())
        await refused(pay, times: 100_000)
        let grown = try memory() - before
        // A hundred bytes a call would be 10 MiB.
        XCTAssertLessThan(grown, 10 * 1024, "KiB more")
        XCTAssertEqual(callsUnderWay(), 0)
        XCTAssertLessThanOrEqual(try handles(), open)
    }

    func testCancelledCallsLeaveNothingBehindInSwiftNorInTheSigner() async throws {
        let sandbox = try await Sandbox.start()
        let (asked, told) = AsyncStream<Void>.makeStream()
        let signer = KeyService { _ in
            told.yield()
            try await Task.sleep(for: .seconds(3600))
            return Data()
        }
        let pay = try await sandbox.client(signer: signer)
        var requests = asked.makeAsyncIterator()
        var open = 0
        for round in 0..<500 {
            // By then what the first ones open for all has been opened, such as the system's timers.
            if round == 10 { open = try handles() }
            let call = Task { try await pay.charges.get("S01-1234567-1234567-C000000") }
            await requests.next()
            call.cancel()
            guard case .failure(let error) = await call.result else { return XCTFail("it was to be cancelled") }
            XCTAssertTrue(error is CancellationError, "\(error)")
        }
        // The library's threads let go a moment after the call has ended.
        let end = ContinuousClock.now + .seconds(20)
        func held() -> Int { callsUnderWay() + uniffiForeignFutureHandleCountAmazonpayUniffi() }
        while held() > 0, ContinuousClock.now < end { await Task.yield() }
        XCTAssertEqual(held(), 0)
        XCTAssertLessThanOrEqual(try handles(), open)
    }
}
