package dev.amazonpay.readme

import org.junit.jupiter.api.Assertions.assertTrue
import java.nio.file.Path
import kotlin.io.path.readText

/** Each block of the page in this language stands in the source, whatever its margin. */
internal fun assertShown(page: String, source: String, language: String) {
    val lines = { text: String -> text.lines().map(String::trim).filter(String::isNotEmpty) }
    val compiled = lines(Path.of("src/test/$source").readText()).joinToString("\n")
    val blocks = Regex("```$language\n(.*?)```", RegexOption.DOT_MATCHES_ALL).findAll(Path.of(page).readText())
    assertTrue(blocks.any())
    for (block in blocks) {
        val shown = lines(block.groupValues[1]).filterNot { it.startsWith("import ") }.joinToString("\n")
        assertTrue(compiled.contains(shown), "$page shows what is not in $source:\n$shown")
    }
}
