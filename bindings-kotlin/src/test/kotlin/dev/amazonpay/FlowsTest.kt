package dev.amazonpay

import dev.amazonpay.model.CreateReport
import dev.amazonpay.model.ListReports
import dev.amazonpay.model.ReportType
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** Lists as flows, of pages and of items. */
class FlowsTest {
    @Test
    fun `each page is asked for when it is wanted`(): Unit = runBlocking {
        Shop.open().use { shop ->
            val reports = shop.pay.reports
            val made = List(5) { reports.create(CreateReport(ReportType.SandboxSettlement)).value.reportId }
            val query = ListReports(pageSize = 2)
            val sizes = reports.list(query).asFlow().map { it.value.reports.orEmpty().size }.toList()
            assertEquals(listOf(2, 2, 1), sizes)
            assertEquals(made.toSet(), reports.list(query).items().map { it.reportId }.toList().toSet())
            val pages = reports.list(query)
            pages.items().first()
            assertEquals(listOf(2, 1), pages.asFlow().map { it.value.reports.orEmpty().size }.toList())
        }
    }

    @Test
    fun `an error ends the flow`(): Unit = runBlocking {
        Shop.open().use { shop ->
            val pages = shop.pay.reports.list(ListReports(nextToken = "nobody's"))
            val error = runCatching { pages.asFlow().toList() }.exceptionOrNull()
            assertTrue(error is AmazonPayException.InvalidRequest, error.toString())
        }
    }
}
