package dev.amazonpay.data

import com.google.gson.JsonObject
import com.google.gson.JsonPrimitive
import dev.amazonpay.AmazonPay
import dev.amazonpay.ClientSettings
import dev.amazonpay.model.Region
import java.io.IOException
import java.net.InetAddress
import java.net.ServerSocket
import java.net.Socket
import java.nio.file.Path
import java.util.HexFormat
import java.util.concurrent.CopyOnWriteArrayList
import kotlin.concurrent.thread

/** Takes requests on this machine, says the same bytes to each and hangs up; null for silence. */
internal class AnsweringServer(private val answer: ByteArray?) : AutoCloseable {
    private val listener = ServerSocket(0, 50, InetAddress.getLoopbackAddress())
    private val connections = CopyOnWriteArrayList<Socket>()
    val url = "http://127.0.0.1:${listener.localPort}"

    init {
        thread(isDaemon = true) {
            while (!listener.isClosed) {
                val connection = runCatching { listener.accept() }.getOrNull() ?: continue
                connections.add(connection)
                thread(isDaemon = true) { serve(connection) }
            }
        }
    }

    /** Reads all of the request: what is unread when a connection is closed resets it, and the answer is lost. */
    private fun serve(connection: Socket) {
        try {
            val input = connection.getInputStream()
            var length = 0
            while (true) {
                val line = input.line().orEmpty().ifEmpty { break }
                val isLength = line.startsWith("content-length:", ignoreCase = true)
                if (isLength) length = line.substringAfter(':').trim().toInt()
            }
            input.readNBytes(length)
            val answer = answer ?: return
            connection.use { it.getOutputStream().write(answer) }
        } catch (_: IOException) {
            // A client that has read enough hangs up.
        }
    }

    override fun close() {
        listener.close()
        connections.forEach(Socket::close)
    }
}

/** A client of the merchant that the vectors are of. */
internal fun vectorsClient(endpoint: String, change: ClientSettings.() -> ClientSettings = { this }): AmazonPay =
    AmazonPay(
        ClientSettings(
            publicKeyId = "SANDBOX-OPERATIONSVECTORSKEY",
            privateKey = "../tests/vectors/keys/test-only-rsa-2048.pem",
            region = Region.EU,
            endpoint = endpoint,
        ).change(),
    )

/** The bytes of an answer as the shared files have it; null for silence. */
internal fun bytesOf(answer: JsonObject): ByteArray? {
    if (answer["silent"]?.asBoolean == true) return null
    answer["raw"]?.let { return it.asString.toByteArray() }
    val repeated = answer["bodyRepeat"]?.asJsonObject
    val body = when {
        answer.has("bodyHex") -> HexFormat.of().parseHex(answer["bodyHex"].asString)
        repeated != null -> repeated["text"].asString.repeat(repeated["times"].asInt).toByteArray()
        else -> answer["body"]?.asString.orEmpty().toByteArray()
    }
    val own = JsonPrimitive(body.size)
    val announced = (answer["announced"] ?: own).takeUnless { it.isJsonNull }?.asString
    val fields = answer["headers"]?.asJsonObject?.entrySet().orEmpty().map { "${it.key}: ${it.value.asString}" }
    val lines = listOf("HTTP/1.1 ${answer["status"].asString} Status") +
        listOfNotNull(announced?.let { "content-length: $it" }) + fields
    return "${lines.joinToString("\r\n")}\r\n\r\n".toByteArray() + body
}

/** A call that the operation's own vectors make: path, query and body. */
internal fun callOf(operation: String): JsonObject {
    val file = parsed(Path.of("../tests/vectors/operations/$operation.json"))
    return file["cases"].asJsonArray[0].asJsonObject["call"].asJsonObject
}
