package dev.amazonpay.checkout

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNotNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import java.nio.file.Files
import java.nio.file.Path

/** What can be told of the AAR without Android's tools. */
class AndroidRecipeTest {
    private val gradle = Files.readString(Path.of("../android/build.gradle.kts"))
    private val pom = Files.readString(Path.of("pom.xml"))

    @Test
    fun `the rules for R8 name classes that exist, and all that are bound by name`() {
        val rules = Files.readAllLines(Path.of("../android/consumer-rules.pro")).filter { it.startsWith("-keep ") }
        val named = rules.flatMap { it.split(' ') }.filter { it.contains('.') && !it.contains('*') }
        for (name in named) {
            assertNotNull(Class.forName(name, false, javaClass.classLoader), name)
        }
        val generated = Path.of("target/classes/dev/amazonpay/checkout")
        val bound = Files.walk(generated).use { files ->
            files.map { generated.parent.parent.parent.relativize(it).toString() }
                .filter { it.endsWith(".class") }
                .map { Class.forName(it.removeSuffix(".class").replace('/', '.'), false, javaClass.classLoader) }
                .filter { found -> found.declaredMethods.any { java.lang.reflect.Modifier.isNative(it.modifiers) } }
                .map { it.name }.toList()
        }
        assertEquals(named.filter { it.startsWith("dev.") }.toSet(), bound.toSet())
        assertTrue(
            rules.any { it.contains("extends com.sun.jna.Structure") } &&
                rules.any { it.contains("implements com.sun.jna.Callback") },
        )
    }

    @Test
    fun `the AAR has the versions of the jar`() {
        fun version(artifact: String) =
            Regex("<artifactId>$artifact</artifactId>\\s*<version>([^<]+)").find(pom)!!.groupValues[1]
        val kotlin = Regex("<kotlin.version>([^<]+)").find(pom)!!.groupValues[1]
        val expected = listOf(
            "version = \"${version("amazonpay-checkout")}\"",
            "kotlinx-coroutines-android:${version("kotlinx-coroutines-core")}\"",
            "net.java.dev.jna:jna:${version("jna")}@aar",
            "id(\"org.jetbrains.kotlin.android\") version \"$kotlin\"",
        )
        for (text in expected) assertTrue(gradle.contains(text), text)
    }
}
