import AmazonPay
import XCTest

/// What goes wrong on demand.
final class FaultTests: XCTestCase {
    func testOneFaultIsRemovedByItsNumber() async throws {
        let faults = try await Sandbox.start().faults
        let gone = try await faults.add(Fault(status: 503))
        let kept = try await faults.add(Fault(status: 429))
        try await faults.remove(gone.id)
        let left = try await faults.list().map(\.id)
        XCTAssertEqual(left, [kept.id])
        do {
            try await faults.remove(gone.id)
            XCTFail("it is gone")
        } catch let SandboxError.refused(status, _, _) {
            XCTAssertEqual(status, 404)
        }
    }

    func testANumberThatCannotBeIsRefusedByItsName() async throws {
        let sandbox = try await Sandbox.start()
        let error = try await failure { try await sandbox.faults.remove(-1) }
        XCTAssertEqual(error.details.field, "id", "\(error)")
        let clock = try await failure { try await sandbox.clock.advance(-1) }
        XCTAssertEqual(clock.details.field, "by", "\(clock)")
    }
}
