/** What the generated resources stand on: the way of a call through the native client. */
import { type Answered, answered } from './answer.js'
import { encode } from './encode.js'
import { type CallOptions, OPERATIONS, type Operation, type OperationName } from './operation.js'
import { encodeOptions } from './options.js'
import { Pages } from './pages.js'
import type { NativeAnswer } from './border.js'

/** What carries calls out: the client, without what it shows to everybody. */
export interface Caller {
  execute(
    operation: string,
    pathParameters: string[],
    query: string | undefined,
    body: string | undefined,
    options: string | undefined,
    signal: AbortSignal | undefined,
  ): Promise<NativeAnswer>
  nextPage(operation: string, query: string | undefined, answer: string): string | undefined
  waitFor(
    resource: 'charges' | 'refunds',
    id: string,
    patience: object,
    signal: AbortSignal | undefined,
  ): Promise<NativeAnswer>
  download(
    reportDocumentId: string,
    write: (piece: Buffer) => unknown,
    progress: ((received: number, total: number | undefined) => unknown) | undefined,
    signal: AbortSignal | undefined,
  ): Promise<NativeAnswer>
  sendContents(
    file: string,
    contents: Uint8Array,
    contentType: string | undefined,
    signal: AbortSignal | undefined,
  ): Promise<void>
}

/** The operations on one kind of object. */
export class Resource {
  /** @internal */
  protected readonly caller: Caller

  constructor(caller: Caller) {
    // Not enumerable, so that nobody who looks at a resource sees the whole client.
    this.caller = caller
    Object.defineProperty(this, 'caller', { enumerable: false })
  }

  /** @internal */
  protected async execute<T>(
    name: OperationName,
    pathParameters: string[],
    query: object | undefined,
    request: object | undefined,
    options: CallOptions | undefined,
  ): Promise<Answered<T>> {
    const operation: Operation = OPERATIONS[name]
    const answer = await this.caller.execute(
      name,
      pathParameters,
      operation.query === undefined || query === undefined ? undefined : encode(operation.query, query),
      operation.request === undefined ? undefined : encode(operation.request, request ?? {}),
      encodeOptions(options),
      options?.signal,
    )
    return answered<T>(operation.response, answer)
  }

  /** @internal */
  protected pages<Page, Item>(
    name: OperationName,
    query: object | undefined,
    options: CallOptions | undefined,
  ): Pages<Page, Item> {
    return new Pages<Page, Item>(this.caller, name, query, options)
  }
}
