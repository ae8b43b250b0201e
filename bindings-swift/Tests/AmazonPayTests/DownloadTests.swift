import AmazonPay
import Foundation
import XCTest

/// A report's document, in pieces.
final class DownloadTests: XCTestCase {
    func testADownloadTellsHowFarItIs() async throws {
        let shop = try await Shop.open()
        let chargeId = try await shop.charge()
        _ = try await shop.pay.charges.capture(chargeId, CaptureCharge(captureAmount: price))
        let end = try await shop.sandbox.clock.advance(3 * 86_400)
        let created = try await shop.pay.reports.create(
            CreateReport(reportType: .sandboxSettlement, startTime: end - 4 * 86_400, endTime: end))
        _ = try await shop.sandbox.clock.advance(3_600)
        let report = try await shop.pay.reports.get(created.reportId)
        let download = shop.pay.reportDocuments.download(try XCTUnwrap(report.reportDocumentId))
        XCTAssertEqual(download.progress.received, 0)
        var document = Data()
        while let piece = try await download.next() { document.append(piece) }
        XCTAssertTrue(String(decoding: document, as: UTF8.self).contains(chargeId))
        XCTAssertEqual(download.progress.written, document.count)
        XCTAssertGreaterThan(download.progress.received, 0)
    }
}
