import AmazonPay
import Foundation
import XCTest

/// What is told of a signer of the shop's own that throws.
final class SignerTests: XCTestCase {
    private struct KeyServiceError: Error, CustomStringConvertible {
        var description: String { "token4711 was refused" }
    }

    private final class KeyService: Signer {
        private let error: any Error

        init(throwing error: any Error) { self.error = error }

        func sign(algorithm: Algorithm, message: Data) async throws -> Data { throw error }
    }

    private func message(ofThrowing error: any Error) async throws -> String {
        let shop = try await Shop.open(signer: KeyService(throwing: error))
        let options = CallOptions(maxRetries: 0)
        let failed = try await failure { try await shop.pay.charges.get("S01", options: options) }
        guard case .signing = failed else {
            XCTFail("\(failed)")
            return ""
        }
        return failed.details.message
    }

    func testAReasonIsTold() async throws {
        let message = try await message(ofThrowing: CallbackError.failed(reason: "closed on Sundays"))
        XCTAssertTrue(message.contains("closed on Sundays"), message)
    }

    func testOfAnythingElseTheTypeAloneIsTold() async throws {
        let message = try await message(ofThrowing: KeyServiceError())
        XCTAssertTrue(message.contains("threw KeyServiceError"), message)
        XCTAssertFalse(message.contains("4711"), message)
    }
}
