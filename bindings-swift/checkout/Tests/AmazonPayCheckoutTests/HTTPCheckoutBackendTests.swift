import AmazonPayCheckout
import Foundation
import XCTest

final class HTTPCheckoutBackendTests: XCTestCase {
    func testAStepIsAPostOfJSONWithWhatProvesWhoTheUserIs() async throws {
        let body = #"{"größe": 1}"#
        let server = try CannedServer("HTTP/1.1 409 Conflict\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
        let tokens = Tokens()
        let backend = try HTTPCheckoutBackend(address: server.address) { ["Authorization": await tokens.next()] }
        var requests = server.requests.makeAsyncIterator()

        let answer = try await backend.send(step: .confirm, body: #"{"ä": 1}"#)
        XCTAssertEqual(answer, BackendAnswer(status: 409, body: body))
        let first = await requests.next() ?? ""
        XCTAssertTrue(first.hasPrefix("POST /app-checkout/confirm HTTP/1.1\r\n"), first)
        XCTAssertTrue(first.hasSuffix("\r\n\r\n{\"ä\": 1}"), first)
        for header in ["content-type: application/json\r\n", "authorization: bearer 1\r\n"] {
            XCTAssertTrue(first.lowercased().contains(header), first)
        }
        _ = try await backend.send(step: .start, body: "{}")
        let second = await requests.next() ?? ""
        XCTAssertTrue(second.hasPrefix("POST /app-checkout/start ") && second.contains("Bearer 2\r\n"), second)
    }

    func testARedirectIsNotFollowed() async throws {
        let elsewhere = try CannedServer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        let server = try CannedServer(
            "HTTP/1.1 307 Temporary Redirect\r\nLocation: \(elsewhere.address)\r\nContent-Length: 0\r\n\r\n")
        let answer = try await HTTPCheckoutBackend(address: server.address).send(step: .start, body: "{}")
        XCTAssertEqual(answer, BackendAnswer(status: 307, body: ""))
    }

    func testAnAnswerBeyondAllMeasureIsNone() async throws {
        let server = try CannedServer(
            "HTTP/1.1 200 OK\r\nContent-Length: 1600000\r\n\r\n" + String(repeating: "x", count: 1_600_000))
        let reason = try await unreachable(HTTPCheckoutBackend(address: server.address))
        XCTAssertEqual(reason, "the answer has more than 1048576 bytes")
    }

    func testNobodyThereIsSaid() async throws {
        let address = try CannedServer(nil).address
        let reason = try await unreachable(HTTPCheckoutBackend(address: address))
        XCTAssertTrue(reason.hasPrefix("NSURLErrorDomain -"), reason)
    }

    func testWhoeverNeverAnswersIsGivenUpAfterTheTime() async throws {
        let server = try CannedServer(nil)
        let reason = try await unreachable(HTTPCheckoutBackend(address: server.address, timeout: 0.3))
        XCTAssertTrue(reason.hasPrefix("NSURLErrorDomain -1001"), reason)
    }

    func testACancelledStepClosesTheConnection() async throws {
        let server = try CannedServer(nil)
        let checkout = try Checkout(links: links(), backend: HTTPCheckoutBackend(address: server.address))
        let start = Task { try await checkout.start("{}") }
        var requests = server.requests.makeAsyncIterator()
        let asked = await requests.next()
        XCTAssertTrue(asked?.hasPrefix("POST") == true, asked ?? "")
        start.cancel()
        let result = await start.result
        XCTAssertThrowsError(try result.get()) { XCTAssertTrue($0 is CancellationError, "\($0)") }
        let gone = await requests.next()
        XCTAssertEqual(gone, "gone")
    }

    func testOnlyHTTPSIsAskedButForThisMachine() async throws {
        let wrong = [
            "http://shop.example/a", "http://127.0.0.1.shop.example/", "shop.example", "https://a@shop.example/",
            "https://shop.example/a?b", "https://shop.example/#a", "ftp://127.0.0.1/", "https:///a",
        ]
        for address in wrong {
            let error = try await refused { try HTTPCheckoutBackend(address: XCTUnwrap(URL(string: address))) }
            guard case .settings("address", _) = error else { return XCTFail("\(error)") }
        }
        for address in ["https://shop.example/a", "http://localhost:1/", "http://[::1]:1"] {
            _ = try HTTPCheckoutBackend(address: XCTUnwrap(URL(string: address)))
        }
        let timeout = try await refused {
            try HTTPCheckoutBackend(address: XCTUnwrap(URL(string: "https://shop.example")), timeout: 0)
        }
        guard case .settings("timeout", _) = timeout else { return XCTFail("\(timeout)") }
    }

    /// Why there was no answer.
    private func unreachable(_ backend: HTTPCheckoutBackend) async throws -> String {
        do {
            let answer = try await backend.send(step: .start, body: "{}")
            XCTFail("\(answer)")
            return ""
        } catch BackendError.unreachable(let reason) {
            return reason
        }
    }
}

private actor Tokens {
    private var count = 0
    func next() -> String {
        count += 1
        return "Bearer \(count)"
    }
}
