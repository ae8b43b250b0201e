/** What resources can do beyond the table of operations: waiting for a decision, contents of documents and files. */
import { once } from 'node:events'
// Its `promises` are loaded when they are first used; they, and node:crypto, would take a fifth of the package's load time.
import fs from 'node:fs'
import { finished } from 'node:stream/promises'
import { type Answered, answered } from './answer.js'
import { encode } from './encode.js'
import { ConfigurationError } from './errors.js'
import type { Charge, Refund, ReportDocument, UploadedFile } from './generated/models.js'
import { Resource } from './resource.js'

/** How to wait for a decision; times are in milliseconds. */
export interface WaitOptions {
  /** The longest wait. Default: 25 hours. 0 reads once. */
  maxWaitMs?: number | undefined
  /** The longest pause after the first reading. Default: 3,000. */
  firstMs?: number | undefined
  /** How much longer each pause is than the one before. Default: 1.5. */
  growth?: number | undefined
  /** The longest pause of all. Default: 900,000. */
  longestMs?: number | undefined
  /** Aborting it ends the waiting; the call rejects with the signal's reason. */
  signal?: AbortSignal | undefined
}

/** How to wait for a charge. */
export interface ChargeWaitOptions extends WaitOptions {
  /** Whether an authorization is waited through until the charge is captured or canceled. */
  untilFinal?: boolean | undefined
}

/** What charges can do beyond the table of operations. */
export class ChargesAdditions extends Resource {
  /**
   * Reads a charge until it is decided: Authorized, Captured, Declined or Canceled.
   *
   * A pending authorization takes up to 24 hours. The charge is read after seconds at first, after 10 to 15 minutes in
   * the end; what passes, such as a broken connection, is waited out.
   *
   * Rejects with a {@link RequestTimeout} when it is not decided in time; the text tells its state.
   */
  async waitFor(chargeId: string, options: ChargeWaitOptions = {}): Promise<Answered<Charge>> {
    const { signal, ...patience } = options
    return answered<Charge>('Charge', await this.caller.waitFor('charges', chargeId, patience, signal))
  }
}

/** What refunds can do beyond the table of operations. */
export class RefundsAdditions extends Resource {
  /**
   * Reads a refund until it is decided: Refunded or Declined.
   *
   * Rejects with a {@link RequestTimeout} when it is not decided in time; the text tells its state.
   */
  async waitFor(refundId: string, options: WaitOptions = {}): Promise<Answered<Refund>> {
    const { signal, ...patience } = options
    return answered<Refund>('Refund', await this.caller.waitFor('refunds', refundId, patience, signal))
  }
}

/** Where contents go and how. */
export interface DownloadOptions {
  /**
   * The path of a file, which appears once it is whole, or a stream, which is ended once all is written. Without it the
   * contents are in the answer.
   */
  to?: string | URL | NodeJS.WritableStream | undefined
  /** Called with the bytes received so far and those expected in all, where that is known. */
  onProgress?: ((received: number, total: number | undefined) => void) | undefined
  /** Aborting it ends the transfer; the call rejects with the signal's reason. */
  signal?: AbortSignal | undefined
}

/** A report's document and its contents. */
export interface Downloaded {
  /** What `get` gives. */
  readonly document: Answered<ReportDocument>
  /** The contents, unpacked; empty when they went to a file or a stream. */
  readonly contents: Buffer
}

/** What documents of reports can do beyond the table of operations. */
export class ReportDocumentsAdditions extends Resource {
  /**
   * Fetches the contents of a report's document, unpacked, as they come.
   *
   * The address they come from is read anew when it has expired meanwhile; a broken connection is made again, and goes
   * on where it broke.
   */
  async download(reportDocumentId: string, options: DownloadOptions = {}): Promise<Downloaded> {
    const { to, onProgress, signal } = options
    const fetch = async (write: (piece: Buffer) => unknown): Promise<Answered<ReportDocument>> =>
      answered<ReportDocument>(
        'ReportDocument',
        await this.caller.download(reportDocumentId, write, onProgress, signal),
      )
    if (to === undefined) {
      const pieces: Buffer[] = []
      const document = await fetch((piece) => pieces.push(piece))
      return { document, contents: Buffer.concat(pieces) }
    }
    const document =
      typeof to === 'string' || to instanceof URL ? await intoFile(to, fetch) : await intoStream(to, fetch)
    return { document, contents: Buffer.alloc(0) }
  }
}

type Fetch<T> = (write: (piece: Buffer) => unknown) => Promise<T>

async function intoStream<T>(stream: NodeJS.WritableStream, fetch: Fetch<T>): Promise<T> {
  const done = finished(stream)
  // Told by the write that follows, or by the end.
  done.catch(() => undefined)
  const fetched = await fetch(async (piece) => {
    if (!stream.write(piece)) await Promise.race([once(stream, 'drain'), done])
  })
  stream.end()
  await done
  return fetched
}

/** Under another name until it is whole, so that nobody takes half a report for one. */
async function intoFile<T>(path: string | URL, fetch: Fetch<T>): Promise<T> {
  const ending = `.${Math.random().toString(36).slice(2)}.part`
  const partial = path instanceof URL ? new URL(path.href + ending) : path + ending
  const stream = fs.createWriteStream(partial, { flags: 'wx', mode: 0o600 })
  try {
    const fetched = await intoStream(stream, fetch)
    await fs.promises.rename(partial, path)
    return fetched
  } catch (error) {
    stream.destroy()
    await fs.promises.rm(partial, { force: true })
    throw error
  }
}

/** How to send a file's contents. */
export interface SendContentsOptions {
  /** Default: the one that goes with the file's type. */
  contentType?: string | undefined
  /** Aborting it ends the transfer; the call rejects with the signal's reason. */
  signal?: AbortSignal | undefined
}

/** What files can do beyond the table of operations. */
export class FilesAdditions extends Resource {
  /**
   * Sends the contents of a file that `upload` has announced.
   *
   * ```ts
   * const receipt = await pay.files.upload({ type: 'pdf', purpose: 'disputeEvidence' })
   * await pay.files.sendContents(receipt, await readFile('receipt.pdf'))
   * ```
   */
  async sendContents(
    file: UploadedFile,
    contents: Uint8Array,
    options: SendContentsOptions = {},
  ): Promise<void> {
    if (!(contents instanceof Uint8Array)) {
      throw new ConfigurationError('contents: expected a Buffer or another Uint8Array', { field: 'contents' })
    }
    const { contentType, signal } = options
    await this.caller.sendContents(encode('UploadedFile', file), contents, contentType, signal)
  }
}
