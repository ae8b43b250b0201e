package dev.amazonpay.data

import com.google.gson.JsonArray
import com.google.gson.JsonElement
import com.google.gson.JsonObject
import org.junit.jupiter.api.Assertions.assertEquals
import java.io.IOException
import java.net.InetAddress
import java.net.Socket
import java.nio.file.Files
import java.nio.file.Path
import java.security.KeyStore
import java.util.Base64
import java.util.concurrent.CopyOnWriteArrayList
import java.util.concurrent.atomic.AtomicInteger
import javax.net.ssl.KeyManagerFactory
import javax.net.ssl.SSLContext
import kotlin.concurrent.thread
import kotlin.io.path.readText

/** The hosts of SNS that a vector may lead to. */
private val HOSTS =
    listOf("sns.eu-west-1.amazonaws.com", "sns.af-south-1.amazonaws.com", "sns.cn-north-1.amazonaws.com.cn")

private val PASSWORD = "test-only".toCharArray()

/** The text of one or more certificates of the vectors. */
internal fun pem(names: JsonElement): String {
    val all = if (names is JsonArray) names.map { it.asString } else listOf(names.asString)
    return all.joinToString("") { Path.of("../tests/vectors/notifications/certificates/$it.pem").readText() }
}

internal fun pem(certificate: ByteArray): String {
    val lines = Base64.getMimeEncoder(64, byteArrayOf('\n'.code.toByte())).encodeToString(certificate)
    return "-----BEGIN CERTIFICATE-----\n$lines\n-----END CERTIFICATE-----\n"
}

/** A key with its certificate for some hosts, by the JDK's keytool: Java makes keys but no certificates. */
private class Issued(hosts: List<String>) {
    private val store: KeyStore
    val certificate: String

    init {
        val folder = Files.createTempDirectory("amazonpay-sns")
        val file = folder.resolve("host.p12")
        val names = hosts.joinToString(",") { "dns:$it" }
        val tool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString()
        val options = "-genkeypair -alias host -keyalg EC -groupname secp256r1 -validity 2 -storetype PKCS12"
        val given = listOf("-dname", "CN=${hosts[0]}", "-ext", "SAN=$names", "-keystore", "$file")
        val command = listOf(tool) + options.split(' ') + given + listOf("-storepass", String(PASSWORD))
        val made = ProcessBuilder(command).redirectErrorStream(true).start()
        val told = made.inputReader().readText()
        assertEquals(0, made.waitFor(), told)
        store = KeyStore.getInstance(file.toFile(), PASSWORD)
        folder.toFile().deleteRecursively()
        certificate = pem(store.getCertificate("host").encoded)
    }

    fun context(): SSLContext {
        val keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm())
        keys.init(store, PASSWORD)
        return SSLContext.getInstance("TLS").apply { init(keys.keyManagers, null, null) }
    }
}

/** One server, and how a verifier reaches it. */
internal class SnsHost private constructor(context: SSLContext, private val trusted: String?) : AutoCloseable {
    private val listener = context.serverSocketFactory.createServerSocket(0, 50, InetAddress.getLoopbackAddress())
    private val connections = CopyOnWriteArrayList<Socket>()
    val requests = AtomicInteger()

    /** What it answers; null for silence, nothing for hanging up. */
    @Volatile
    var answer: ByteArray? = ByteArray(0)

    init {
        thread(isDaemon = true) {
            while (!listener.isClosed) {
                val connection = runCatching { listener.accept() }.getOrNull() ?: continue
                connections.add(connection)
                // Who is met by silence may have left before TLS was agreed on: on a busy machine a tenth of a second is short.
                if (answer == null) requests.incrementAndGet()
                thread(isDaemon = true) { serve(connection) }
            }
        }
    }

    private fun serve(connection: Socket) {
        try {
            while (!connection.getInputStream().line().isNullOrEmpty()) continue
            val answer = answer ?: return
            requests.incrementAndGet()
            connection.use { it.getOutputStream().write(answer) }
        } catch (_: IOException) {
            // A client that does not trust us hangs up, and so does one that has read enough.
        }
    }

    /** With what leads here for each host of SNS. */
    fun reach(settings: JsonObject): JsonObject = settings.deepCopy().apply {
        val here = JsonObject()
        for (host in HOSTS) here.addProperty(host, "127.0.0.1:${listener.localPort}")
        add("addresses", here)
        addProperty("tlsRootCertificates", trusted)
    }

    override fun close() {
        listener.close()
        connections.forEach(Socket::close)
    }

    companion object {
        /** The servers of a test run, by the vectors' words for them; the empty word is the one that all is well with. */
        fun all(): Map<String, SnsHost> {
            val (sns, other) = listOf(Issued(HOSTS), Issued(listOf("sns.example")))
            return mapOf(
                "" to SnsHost(sns.context(), sns.certificate),
                "untrusted" to SnsHost(sns.context(), null),
                "otherHost" to SnsHost(other.context(), other.certificate),
                // Nobody listens there any more.
                "closed" to SnsHost(sns.context(), sns.certificate).apply { close() },
            )
        }
    }
}

/** A line without its end; null at the end of the stream. */
internal fun java.io.InputStream.line(): String? {
    val line = StringBuilder()
    while (true) {
        when (val byte = read()) {
            -1 -> return line.takeIf { it.isNotEmpty() }?.toString()
            '\n'.code -> return line.toString().trimEnd('\r')
            else -> line.append(byte.toChar())
        }
    }
}

/** What SNS answers, as the vectors have it. */
internal fun answerOf(served: JsonObject): ByteArray? {
    fun flag(name: String, default: Boolean = false) = served[name]?.asBoolean ?: default
    if (flag("silent")) return null
    if (flag("cut")) return ByteArray(0)
    val status = served["status"]?.asInt ?: 200
    val text = served["certificate"]?.let(::pem) ?: served["text"]?.asString.orEmpty()
    val body = if (status == 204) "" else text.padEnd(served["bytes"]?.asInt ?: 0, '\n')
    val head = mutableListOf("HTTP/1.1 $status Status", "connection: close")
    if (flag("announced", true)) head.add("content-length: ${body.length}")
    served["location"]?.let { head.add("location: ${it.asString}") }
    return "${head.joinToString("\r\n")}\r\n\r\n$body".toByteArray()
}
