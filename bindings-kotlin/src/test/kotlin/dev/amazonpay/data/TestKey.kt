package dev.amazonpay.data

import java.nio.file.Path
import java.security.KeyFactory
import java.security.PublicKey
import java.security.Signature
import java.security.spec.MGF1ParameterSpec
import java.security.spec.PSSParameterSpec
import java.security.spec.X509EncodedKeySpec
import java.util.Base64
import kotlin.io.path.readText

private val KEY: PublicKey = Path.of("../tests/vectors/keys/test-only-rsa-2048.public.pem").readText().let { pem ->
    val body = pem.lines().filterNot { it.startsWith("-----") }.joinToString("")
    KeyFactory.getInstance("RSA").generatePublic(X509EncodedKeySpec(Base64.getDecoder().decode(body)))
}

/** Whether Java's own cryptography takes a signature for one of the vectors' key, in base64 and with so much salt. */
internal fun isSignature(signature: String, message: String, salt: Int): Boolean =
    Signature.getInstance("RSASSA-PSS").run {
        setParameter(PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, salt, 1))
        initVerify(KEY)
        update(message.toByteArray())
        verify(Base64.getDecoder().decode(signature))
    }
