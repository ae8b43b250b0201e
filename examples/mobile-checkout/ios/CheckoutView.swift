import AmazonPayCheckout
import AuthenticationServices
import CheckoutFlow
import SwiftUI

/// One screen for each state of the checkout.
struct CheckoutView: View {
    let model: CheckoutModel

    var body: some View {
        VStack(spacing: 16) {
            switch model.screen {
            case .cart:
                // Amazon's artwork and words for the button: see its brand guidelines.
                Button("Amazon Pay") { Task { await model.buy(cartId: "17") } }
            case .waiting:
                ProgressView()
            case .browser(let url, let back):
                AmazonView(model: model, url: url, back: back)
            case .review(let review):
                ReviewView(review: review) { Task { await model.confirm() } }
                giveUp
            case .thanks(let orderId, let isPending):
                Text(isPending ? "Thank you. We write as soon as Amazon has decided." : "Thank you, it is paid.")
                if let orderId { Text("Order \(orderId)") }
            case .offline:
                Text("The shop cannot be reached.")
                Button("Try again") { Task { await model.retry() } }
                giveUp
            case .signIn:
                Text("Please sign in again. Your order is kept.")
                Button("Sign in") { Task { await model.signIn() } }
                giveUp
            case .ended(let code):
                Text(code == "sold_out" ? "Sold out meanwhile." : "Nothing was ordered. Please try again.")
                Button("Back to the cart") { Task { await model.buy(cartId: "17") } }
            }
            if let mistake = model.mistake { Text(mistake).font(.footnote) }
        }
        .padding()
    }

    private var giveUp: some View {
        Button("Cancel", role: .cancel) { Task { await model.giveUp() } }
    }
}

/// Opens Amazon's page in the system's secure browser, never in a web view: the buyer types an Amazon password there.
private struct AmazonView: View {
    @Environment(\.webAuthenticationSession) private var browser
    let model: CheckoutModel
    let url: URL
    let back: String

    var body: some View {
        Text("You pay on Amazon's page.")
        Button("Open it again") { Task { await open() } }
        Button("Cancel", role: .cancel) { Task { await model.giveUp() } }
            .task(id: url) { await open() }
    }

    private func open() async {
        guard let due = URL(string: back), let host = due.host() else { return }
        // From iOS 17.4 on the browser closes with a link of the shop's own domain, one, which is why the app has no cancel
        // link: whoever cancels comes back by the link that is due. What comes is checked by the library, as any link.
        let link = try? await browser.authenticate(
            using: url, callback: .https(host: host, path: due.path()), additionalHeaderFields: [:])
        // None when the buyer closed the browser: then the buttons are there.
        if let link { await model.opened(link) }
    }
}

private struct ReviewView: View {
    let review: CheckoutReview
    let confirm: () -> Void

    var body: some View {
        Text(review.total.amount, format: .currency(code: review.total.currencyCode.rawValue))
        if let name = review.buyerName { Text(name) }
        if let address = review.shippingAddress {
            Text([address.addressLine1, address.postalCode, address.city].compactMap(\.self).joined(separator: "\n"))
        }
        if let card = review.paymentDescriptor { Text(card) }
        Button("Buy now", action: confirm)
    }
}
