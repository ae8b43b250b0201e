// The Swift half of `make bench`: makes calls as it is told in lines of JSON, and answers in lines of JSON what each took.
//
// The other half (tests/bench/border.rs) makes the same calls in Rust, takes turns with this one, and judges.
//
//   swift-bench ENDPOINT KEY_FILE
import AmazonPay
import Foundation

struct Order: Decodable {
    let work: String
    let count: Int
}

struct Failure: Error {
    let description: String
}

let charge = "S02-9876543-1234567-C123456"

/// What each of some calls took, in microseconds.
func reads(_ pay: AmazonPay, _ count: Int) async throws -> [Double] {
    var took: [Double] = []
    for _ in 0..<count {
        let began = ContinuousClock.now
        let answer = try await pay.charges.get(charge)
        took.append((ContinuousClock.now - began) / .microseconds(1))
        guard answer.value.chargeId == charge else { throw Failure(description: "read \(answer.value.chargeId)") }
    }
    return took
}

func say(_ text: String) {
    FileHandle.standardOutput.write(Data("\(text)\n".utf8))
}

let arguments = CommandLine.arguments
guard arguments.count == 3 else { throw Failure(description: "expected ENDPOINT KEY_FILE") }
let pay = try AmazonPay(
    ClientSettings(
        publicKeyId: "SANDBOX-AEXAMPLEEXAMPLEEXAMPLE", privateKey: arguments[2], region: .eu, endpoint: arguments[1]
    ))
say(#"{"swift": true}"#)
while let line = readLine() {
    let order = try JSONDecoder().decode(Order.self, from: Data(line.utf8))
    guard order.work == "reads" else { throw Failure(description: "expected reads, found \(order.work)") }
    say(String(decoding: try JSONEncoder().encode(try await reads(pay, order.count)), as: UTF8.self))
}
