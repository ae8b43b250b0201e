package example.shop.checkout

import com.google.gson.JsonObject
import com.google.gson.JsonParser
import dev.amazonpay.checkout.LINKS
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.w3c.dom.Element
import java.net.URI
import java.nio.file.Path
import javax.xml.parsers.DocumentBuilderFactory
import kotlin.io.path.readText

/** What the example's README has the domain say goes with what the apps say. */
class AssociationsTest {
    private val example = Path.of("../../examples/mobile-checkout")
    private val readme = example.resolve("README.md").readText()

    private fun blocks(language: String): List<String> =
        Regex("```$language\n(.*?)```", RegexOption.DOT_MATCHES_ALL).findAll(readme).map { it.groupValues[1] }.toList()

    private fun xml(text: String): Element =
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(text.byteInputStream()).documentElement

    private fun path(link: String?): String = URI(checkNotNull(link)).path

    private val associations by lazy { blocks("json").map(JsonParser::parseString) }

    @Test
    fun `Android's is of the app, whose manifest has the links' paths`() {
        val target = associations[0].asJsonArray.single().asJsonObject.getAsJsonObject("target")
        val gradle = example.resolve("android/build.gradle.kts").readText()
        assertTrue(gradle.contains("applicationId = ${target["package_name"]}"), "$target")
        val manifest = xml(example.resolve("android/src/main/AndroidManifest.xml").readText())
        val data = manifest.getElementsByTagName("data").let { all -> List(all.length) { all.item(it) as Element } }
        val paths = data.map { it.getAttribute("android:path") }.filter(String::isNotEmpty)
        assertEquals(listOf(LINKS.review, LINKS.result, LINKS.cancel).map(::path), paths)
        assertEquals(listOf("shop.example"), data.map { it.getAttribute("android:host") }.filter(String::isNotEmpty))
    }

    @Test
    fun `Apple's has the paths of the links that the app for iOS waits for`() {
        val applinks = associations[1].asJsonObject.getAsJsonObject("applinks")
        val components = applinks.getAsJsonArray("details").single().asJsonObject.getAsJsonArray("components")
        val paths = components.map { (it as JsonObject)["/"].asString }
        assertEquals(listOf(LINKS.review, LINKS.result).map(::path), paths)
        val app = example.resolve("ios/ShopApp.swift").readText()
        for (path in paths) assertTrue(app.contains("\"\\(host)$path\""), path)
        assertEquals(2, associations.size)

        val entitlements = xml("<dict>${blocks("xml").single()}</dict>").getElementsByTagName("string")
        val domains = List(entitlements.length) { entitlements.item(it).textContent }
        assertEquals(listOf("applinks:shop.example", "webcredentials:shop.example"), domains)
        val both = associations[1].asJsonObject.keySet()
        assertEquals(domains.map { it.substringBefore(':') }.toSet(), both)
    }
}
