package dev.amazonpay.checkout

import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.supervisorScope
import java.io.ByteArrayOutputStream
import java.io.IOException
import java.io.InputStream
import java.net.HttpURLConnection
import java.net.InetAddress
import java.net.URI
import java.net.URL

/**
 * A back end that is asked with [HttpURLConnection], which every Android and every JVM has. An app that has an HTTP client
 * of its own implements [CheckoutBackend] with that.
 *
 * @param address where the steps are, without their names: `https://shop.example/app-checkout`. It is https; in tests it may
 *   be http, at a loopback address. It has no query and no fragment
 * @param timeoutMillis how long connecting may take, and each pause of the answer: 1 to 300,000, 30,000 unless told
 * @param headers what proves who the app's user is, such as `mapOf("Authorization" to "Bearer …")`. It is asked before each
 *   request, so that it can renew a token; when it throws, the step ends as one that was not sent
 * @throws IllegalArgumentException when `address` or `timeoutMillis` is not like that
 */
class HttpCheckoutBackend(
    address: String,
    private val timeoutMillis: Int = 30_000,
    private val headers: suspend () -> Map<String, String> = { emptyMap() },
) : CheckoutBackend {
    private val address = checked(address)

    init {
        require(timeoutMillis in 1..300_000) { "timeoutMillis: expected 1 to 300000, got $timeoutMillis" }
    }

    override suspend fun send(step: CheckoutStep, body: String): BackendAnswer {
        val proof = headers()
        return supervisorScope {
            val connection = open(URL("$address/${step.name.lowercase()}"), proof)
            val answer = async(Dispatchers.IO) { exchange(connection, body) }
            try {
                answer.await()
            } catch (cancelled: CancellationException) {
                // What waits for the network ends then.
                connection.disconnect()
                throw cancelled
            } catch (unreachable: IOException) {
                // Its message may quote the address, which is the app's own.
                throw BackendException.Unreachable(unreachable.toString())
            }
        }
    }

    private fun open(url: URL, proof: Map<String, String>): HttpURLConnection {
        val connection = url.openConnection() as HttpURLConnection
        connection.requestMethod = "POST"
        connection.instanceFollowRedirects = false
        connection.useCaches = false
        connection.connectTimeout = timeoutMillis
        connection.readTimeout = timeoutMillis
        connection.doOutput = true
        for ((name, value) in proof) connection.setRequestProperty(name, value)
        connection.setRequestProperty("Content-Type", "application/json")
        connection.setRequestProperty("Accept", "application/json")
        return connection
    }

    private fun exchange(connection: HttpURLConnection, body: String): BackendAnswer {
        val bytes = body.toByteArray()
        // Without this a request that was lost on a kept connection is sent once more, behind our back.
        connection.setFixedLengthStreamingMode(bytes.size)
        connection.outputStream.use { it.write(bytes) }
        val status = connection.responseCode
        val stream = if (status < 400) connection.inputStream else connection.errorStream
        return BackendAnswer(status, stream?.use(::limited).orEmpty())
    }

    private companion object {
        /** More than any answer of the contract has. */
        const val LONGEST = 1 shl 20

        fun limited(stream: InputStream): String {
            val read = ByteArrayOutputStream()
            val buffer = ByteArray(8192)
            while (true) {
                val count = stream.read(buffer)
                if (count < 0) return read.toString("UTF-8")
                read.write(buffer, 0, count)
                if (read.size() > LONGEST) throw IOException("the answer has more than $LONGEST bytes")
            }
        }

        fun checked(address: String): String {
            val uri = runCatching { URI(address) }.getOrNull()
            val isPlain =
                uri?.host != null && uri.rawQuery == null && uri.rawFragment == null && uri.rawUserInfo == null
            val isSafe = uri?.scheme == "https" || (uri?.scheme == "http" && isLoopback(uri.host.orEmpty()))
            require(isPlain && isSafe) {
                "address: expected https, a host and a path, such as https://shop.example/app-checkout, got $address"
            }
            return address.trimEnd('/')
        }

        /** Names are not looked up, but for one that always is. */
        fun isLoopback(host: String): Boolean = host == "localhost" ||
            (host.matches(Regex("[0-9.]+|\\[.*]")) && InetAddress.getByName(host).isLoopbackAddress)
    }
}
