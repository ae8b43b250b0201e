package dev.amazonpay.data

import dev.amazonpay.AmazonPayException
import dev.amazonpay.Notification
import dev.amazonpay.NotificationVerifier
import dev.amazonpay.VerifiedNotification
import kotlinx.coroutines.runBlocking

/** A verifier whose functions suspend. */
internal class SuspendVerifier(private val verifier: NotificationVerifier) : Verifier<VerifiedNotification> {
    override fun verify(body: ByteArray) = runBlocking { verifier.verify(body) }

    override fun verify(body: ByteArray, certificate: String?) = runBlocking { verifier.verify(body, certificate) }

    override fun confirmSubscription(verified: VerifiedNotification) =
        runBlocking { verifier.confirmSubscription(verified) }

    override fun content(verified: VerifiedNotification) = verified.content()

    override fun said(content: Notification): Map<String, Any?> {
        val (type, envelope) = when (content) {
            is Notification.Ipn -> "Notification" to content.envelope
            is Notification.SubscriptionConfirmation -> "SubscriptionConfirmation" to content.envelope
            is Notification.UnsubscribeConfirmation -> "UnsubscribeConfirmation" to content.envelope
        }
        val said = mapOf(
            "type" to type,
            "messageId" to envelope.messageId,
            "topicArn" to envelope.topicArn,
            "timestamp" to envelope.timestamp,
            "signatureVersion" to envelope.signatureVersion.name,
        )
        if (content !is Notification.Ipn) return said
        return said + mapOf("subject" to content.subject, "message" to content.message)
    }

    override fun failure(error: AmazonPayException): Map<String, Any?> = dev.amazonpay.data.failure(error)

    override fun close() = verifier.close()
}
