package example.shop

import android.net.Uri
import androidx.browser.customtabs.CustomTabsIntent
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.padding
import androidx.compose.material3.Button
import androidx.compose.material3.CircularProgressIndicator
import androidx.compose.material3.Text
import androidx.compose.material3.TextButton
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.LocalContext
import androidx.compose.ui.unit.dp
import dev.amazonpay.checkout.CheckoutReview
import example.shop.checkout.Screen
import java.net.URI

/** One screen for each state of the checkout. */
@Composable
fun CheckoutScreen(model: CheckoutViewModel) {
    val screen by model.screen.collectAsState()
    Column(Modifier.padding(24.dp), Arrangement.spacedBy(16.dp)) {
        when (val shown = screen) {
            // Amazon's artwork and words for the button: see its brand guidelines.
            Screen.Cart -> Button({ model.buy("17") }) { Text("Amazon Pay") }

            Screen.Waiting -> CircularProgressIndicator()

            is Screen.Browser -> Amazon(shown.url, model::giveUp)

            is Screen.Review -> Review(shown.review, model::confirm, model::giveUp)

            is Screen.Thanks -> {
                val how = if (shown.isPending) "We write as soon as Amazon has decided." else "It is paid."
                Text("Thank you. $how")
                shown.orderId?.let { Text("Order $it") }
            }

            Screen.Offline -> {
                Text("The shop cannot be reached.")
                Button(model::retry) { Text("Try again") }
                TextButton(model::giveUp) { Text("Cancel") }
            }

            Screen.SignIn -> {
                Text("Please sign in again. Your order is kept.")
                Button(model::signIn) { Text("Sign in") }
                TextButton(model::giveUp) { Text("Cancel") }
            }

            is Screen.Ended -> {
                Text(if (shown.code == "sold_out") "Sold out meanwhile." else "Nothing was ordered. Please try again.")
                Button({ model.buy("17") }) { Text("Back to the cart") }
            }
        }
    }
}

/** Amazon's page is opened in a Custom Tab, never in a web view: the buyer types an Amazon password there. */
@Composable
private fun Amazon(url: URI, giveUp: () -> Unit) {
    val context = LocalContext.current
    val open = { CustomTabsIntent.Builder().build().launchUrl(context, Uri.parse(url.toString())) }
    LaunchedEffect(url) { open() }
    Text("You pay on Amazon's page.")
    Button(open) { Text("Open it again") }
    TextButton(giveUp) { Text("Cancel") }
}

@Composable
private fun Review(review: CheckoutReview, confirm: () -> Unit, giveUp: () -> Unit) {
    Text("${review.total.amount.toPlainString()} ${review.total.currencyCode.value}")
    review.buyerName?.let { Text(it) }
    review.shippingAddress?.let { address ->
        Text(listOfNotNull(address.addressLine1, address.postalCode, address.city).joinToString("\n"))
    }
    review.paymentDescriptor?.let { Text(it) }
    Button(confirm) { Text("Buy now") }
    TextButton(giveUp) { Text("Cancel") }
}
