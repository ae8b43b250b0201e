package example.shop

import android.content.Intent
import android.os.Bundle
import androidx.activity.ComponentActivity
import androidx.activity.compose.setContent
import androidx.activity.viewModels

/** The shop's app. Android opens it with the shop's App Links, when it runs and when it does not. */
class ShopActivity : ComponentActivity() {
    private val model: CheckoutViewModel by viewModels()

    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        // A link that this activity was made with once is not brought again when it is made anew.
        if (savedInstanceState == null) bring(intent)
        setContent { CheckoutScreen(model) }
    }

    override fun onNewIntent(intent: Intent) {
        super.onNewIntent(intent)
        bring(intent)
    }

    private fun bring(intent: Intent) {
        if (intent.action == Intent.ACTION_VIEW) intent.dataString?.let(model::opened)
    }
}
