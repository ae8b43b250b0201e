// One order from the button to the closed permission, and the ledger.
//
// It needs no account: a sandbox of Amazon Pay runs in this process, and the calls go to it over real HTTP with real
// signatures. Nothing is known beforehand but the amounts. It exits with 1 and says what is off when a state, an amount or a
// count is not what it has to be.
import AmazonPay
import Foundation

do {
    let sandbox = try await Sandbox.start()
    let merchant = try await sandbox.credentials()
    // The client's own clock: it learns from the sandbox's answers that eight days have passed.
    let pay = try AmazonPay(
        ClientSettings(
            publicKeyId: merchant.publicKeyId, privateKey: merchant.privateKey, region: merchant.region,
            endpoint: sandbox.url
        ))
    print("Amazon Pay sandbox at \(sandbox.url), signing as \(pay.publicKeyId), in Swift\n")
    let story = try Story(pay: pay, sandbox: sandbox, storeId: merchant.storeId, merchantId: merchant.merchantId)
    try await story.tell()
    print("\nEvery state and every amount is what it has to be.")
} catch {
    print("\nThe story failed: \(error)")
    exit(1)
}
