package dev.amazonpay

import dev.amazonpay.jvm.BlockingAmazonPay
import dev.amazonpay.model.CaptureCharge
import dev.amazonpay.model.CreateReport
import dev.amazonpay.model.FilePurpose
import dev.amazonpay.model.FileType
import dev.amazonpay.model.ReportType
import dev.amazonpay.model.UploadFile
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import java.time.Duration

/** Contents that travel beside the API: documents of reports, and files. */
class TransfersTest {
    /** The id of the document of a settlement in which this charge is. */
    private suspend fun document(shop: Shop, chargeId: String): String {
        shop.pay.charges.capture(chargeId, CaptureCharge(price))
        val end = shop.sandbox.clock.advance(Duration.ofDays(3))
        val request =
            CreateReport(ReportType.SandboxSettlement, endTime = end, startTime = end.minusSeconds(4 * 86_400))
        val report = shop.pay.reports.create(request).value.reportId
        shop.sandbox.clock.advance(Duration.ofHours(1))
        return shop.pay.reports.get(report).value.reportDocumentId!!
    }

    @Test
    fun `a document comes in pieces, as a flow and to be iterated`(): Unit = runBlocking {
        Shop.open().use { shop ->
            val chargeId = shop.charge()
            val id = document(shop, chargeId)
            shop.pay.reportDocuments.download(id).use { download ->
                assertNull(download.document())
                assertEquals(0, download.progress().received)
                val document = download.asFlow().toList().reduce(ByteArray::plus)
                assertTrue(String(document).contains(chargeId), String(document))
                assertEquals(document.size.toLong(), download.progress().written)
                assertTrue(download.progress().received > 0)
                assertEquals(id, download.document()?.value?.reportDocumentId)
            }
            val java = BlockingAmazonPay(shop.pay).reportDocuments().download(id)
            assertTrue(String(java.reduce(ByteArray::plus)).contains(chargeId))
        }
    }

    @Test
    fun `a document that is not there is an error of the flow`(): Unit = runBlocking {
        Shop.open().use { shop ->
            val error = runCatching { shop.pay.reportDocuments.download("none").asFlow().toList() }.exceptionOrNull()
            assertTrue(error is AmazonPayException.NotFound, error.toString())
        }
    }

    @Test
    fun `contents are sent where the answer says`(): Unit = runBlocking {
        Shop.open().use { shop ->
            val file = shop.pay.files.upload(UploadFile(FileType.Pdf, FilePurpose.DisputeEvidence)).value
            shop.pay.files.sendContents(file, "%PDF-1.7".toByteArray())
            val others = runCatching { shop.pay.files.sendContents(file, "%PDF-2.0".toByteArray()) }.exceptionOrNull()
            assertTrue(others is AmazonPayException, "once there are contents, there are no others: $others")
            val wrong = runCatching { shop.pay.files.sendContents(file, ByteArray(1), "a\nb") }.exceptionOrNull()
            assertEquals("content_type", (wrong as AmazonPayException.Configuration).details.field)
        }
    }
}
