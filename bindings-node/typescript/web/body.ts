/** The body of a request as it came. */

/** The body, or undefined when it has more than `limit` bytes, which are then not read. @internal */
export async function rawBody(request: Request, limit: number): Promise<Buffer | undefined> {
  if (Number(request.headers.get('content-length') ?? 0) > limit) return undefined
  if (request.body === null) return Buffer.alloc(0)
  const reader = request.body.getReader() as ReadableStreamDefaultReader<Uint8Array>
  const pieces: Uint8Array[] = []
  let size = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return Buffer.concat(pieces)
    size += value.byteLength
    if (size > limit) {
      // Not awaited: it may never end.
      void reader.cancel().catch(() => undefined)
      return undefined
    }
    pieces.push(value)
  }
}
