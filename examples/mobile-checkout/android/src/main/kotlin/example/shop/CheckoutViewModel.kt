package example.shop

import android.app.Application
import androidx.lifecycle.AndroidViewModel
import androidx.lifecycle.viewModelScope
import dev.amazonpay.checkout.CheckoutLinks
import dev.amazonpay.checkout.HttpCheckoutBackend
import example.shop.checkout.CheckoutFlow
import example.shop.checkout.CheckoutStore
import kotlinx.coroutines.launch
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock
import java.io.File

/** The flow, as Compose follows it: one thing at a time, whatever is pressed. */
class CheckoutViewModel(application: Application) : AndroidViewModel(application) {
    private val links = CheckoutLinks(
        review = "https://shop.example/amazon-pay/review",
        result = "https://shop.example/amazon-pay/result",
        cancel = "https://shop.example/amazon-pay/cancel",
    )

    // What proves who the buyer is; the session is the app's own.
    private val backend = HttpCheckoutBackend("https://shop.example/app-checkout") {
        mapOf("Authorization" to "Bearer ${ShopSession.token()}")
    }
    private val flow = CheckoutFlow(links, backend, FileStore(File(application.noBackupFilesDir, "checkout.json")))
    private val turn = Mutex()

    val screen = flow.screen

    init {
        one { flow.resume() }
    }

    fun buy(cartId: String) = one { flow.buy(cartId) }

    fun confirm() = one { flow.confirm() }

    fun retry() = one { flow.retry() }

    fun signIn() = one {
        ShopSession.signIn()
        flow.retry()
    }

    fun giveUp() = one { flow.giveUp() }

    fun opened(link: String) = one { flow.opened(link) }

    private fun one(step: suspend () -> Unit) {
        viewModelScope.launch { turn.withLock { step() } }
    }

    override fun onCleared() = flow.close()
}

/** In the app's own folder, which no other app reads and no backup has. */
private class FileStore(private val file: File) : CheckoutStore {
    override var saved: String?
        get() = file.takeIf(File::exists)?.readText()
        set(value) {
            if (value == null) file.delete() else file.writeText(value)
        }
}

/** Who the buyer is to the shop: the app's own sign-in, of which this example has none. */
private object ShopSession {
    suspend fun token(): String = "…"

    suspend fun signIn() = Unit
}
