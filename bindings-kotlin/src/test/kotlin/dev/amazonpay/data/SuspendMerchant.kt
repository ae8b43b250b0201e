package dev.amazonpay.data

import dev.amazonpay.AmazonPay
import dev.amazonpay.AmazonPayException
import dev.amazonpay.ClientSettings
import dev.amazonpay.Sandbox
import dev.amazonpay.model.ButtonRequest
import kotlinx.coroutines.runBlocking

/** A client whose functions suspend. */
internal class SuspendCalls(private val pay: AmazonPay) : Calls {
    override fun call(operation: String, given: Given): Answer = runBlocking { pay.typed(operation, given) }

    override fun failure(error: AmazonPayException): Map<String, Any?> = dev.amazonpay.data.failure(error)
}

/** A merchant whose functions suspend. */
internal class SuspendMerchant private constructor(private val sandbox: Sandbox, private val pay: AmazonPay) :
    Merchant {
    private val calls = SuspendCalls(pay)
    private val verifier = sandbox.notificationVerifier()

    override fun call(operation: String, given: Given) = calls.call(operation, given)

    override fun failure(error: AmazonPayException) = calls.failure(error)

    override fun credentials() = runBlocking { sandbox.credentials() }

    override fun button(request: ButtonRequest) = runBlocking { pay.button(request) }

    override fun control(path: String, body: String) = runBlocking { sandbox.control("POST", path, body) }

    override fun notificationsSettled() = runBlocking { sandbox.notificationsSettled() }

    override fun verified(body: ByteArray) = runBlocking { verifier.verify(body).use { it.content() } }

    override fun close() {
        verifier.close()
        pay.close()
        runBlocking { sandbox.shutdown() }
        sandbox.close()
    }

    companion object {
        fun start(settings: String, client: ClientSettings): SuspendMerchant = runBlocking {
            val sandbox = Sandbox.start(settings)
            SuspendMerchant(sandbox, sandbox.client(client))
        }
    }
}
