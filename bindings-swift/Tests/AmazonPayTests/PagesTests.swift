import AmazonPay
import XCTest

/// Lists as sequences, of pages and of items.
final class PagesTests: XCTestCase {
    func testEachPageIsAskedForWhenItIsWanted() async throws {
        let shop = try await Shop.open()
        let reports = shop.pay.reports
        var made: Set<String> = []
        for _ in 1...5 {
            made.insert(try await reports.create(CreateReport(reportType: .sandboxSettlement)).reportId)
        }
        let query = ListReports(pageSize: 2)
        var sizes: [Int] = []
        for try await page in try reports.list(query) { sizes.append(page.reports?.count ?? 0) }
        XCTAssertEqual(sizes, [2, 2, 1])
        var listed: Set<String> = []
        for try await report in try reports.list(query).items { listed.insert(try XCTUnwrap(report.reportId)) }
        XCTAssertEqual(listed, made)
        let pages = try reports.list(query)
        for try await _ in pages.items { break }
        sizes = []
        for try await page in pages { sizes.append(page.reports?.count ?? 0) }
        XCTAssertEqual(sizes, [2, 1])
    }

    func testAnErrorEndsTheSequence() async throws {
        let shop = try await Shop.open()
        let error = try await failure {
            for try await _ in try shop.pay.reports.list(ListReports(nextToken: "nobody's")) {}
        }
        guard case .invalidRequest = error else { return XCTFail("\(error)") }
    }
}
