package dev.amazonpay.server

import dev.amazonpay.AmazonPay
import dev.amazonpay.AmazonPayException
import dev.amazonpay.Notification
import dev.amazonpay.NotificationSettings
import dev.amazonpay.NotificationVerifier
import dev.amazonpay.model.Charge
import dev.amazonpay.model.CompleteCheckoutSession
import dev.amazonpay.model.Money
import dev.amazonpay.model.ObjectType
import io.ktor.http.HttpStatusCode
import io.ktor.server.application.Application
import io.ktor.server.engine.embeddedServer
import io.ktor.server.netty.Netty
import io.ktor.server.request.receive
import io.ktor.server.response.respond
import io.ktor.server.response.respondRedirect
import io.ktor.server.response.respondText
import io.ktor.server.routing.get
import io.ktor.server.routing.post
import io.ktor.server.routing.routing

/** What the shop keeps, in its database. */
interface Orders {
    /** What the order of this session costs; null when it is none of the shop's. */
    suspend fun total(checkoutSessionId: String): Money?

    /** The order is placed; whether it is paid its charge says, which may still be pending. */
    suspend fun placed(checkoutSessionId: String, chargeId: String?)

    /** The charge as it is now. It may come more than once. */
    suspend fun charge(charge: Charge)
}

/** Amazon Pay's part of a shop on Ktor. */
fun Application.amazonPay(pay: AmazonPay, verifier: NotificationVerifier, orders: Orders) = routing {
    // The buyer comes back from Amazon's page: only now the payment is made.
    get("/thanks") {
        val id = call.request.queryParameters["amazonCheckoutSessionId"].orEmpty()
        val total = orders.total(id) ?: return@get call.respond(HttpStatusCode.NotFound)
        try {
            val session = pay.checkoutSessions.complete(id, CompleteCheckoutSession(total)).value
            orders.placed(id, session.chargeId)
            call.respondText("Thank you for your order.")
        } catch (_: AmazonPayException.Declined) {
            call.respondRedirect("/cart?declined")
        } catch (_: AmazonPayException.WrongState) {
            // The buyer has left Amazon's page, or has not paid there.
            call.respondRedirect("/cart")
        }
    }

    // SNS delivers here what has changed. The body is verified as it came, byte for byte: no JSON plugin reads it first.
    post("/ipn") {
        val notification = try {
            verifier.verify(call.receive<ByteArray>()).content()
        } catch (refused: AmazonPayException) {
            val repeat = refused.details.isRetryable
            return@post call.respond(if (repeat) HttpStatusCode.ServiceUnavailable else HttpStatusCode.BadRequest)
        }
        // It says that something has changed and not what it has become. What fails here is delivered once more.
        if (notification is Notification.Ipn && notification.message.objectType == ObjectType.Charge) {
            orders.charge(pay.charges.get(notification.message.objectId).value)
        }
        call.respond(HttpStatusCode.OK)
    }
}

/** The server, with the settings of the environment. The topic is the shop's own: nobody else's notifications verify. */
fun serve(topic: String, orders: Orders) {
    val pay = AmazonPay.fromEnv()
    val verifier = NotificationVerifier(NotificationSettings(allowedTopics = listOf(topic)))
    embeddedServer(Netty, port = 8080) { amazonPay(pay, verifier, orders) }.start(wait = true)
}
