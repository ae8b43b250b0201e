/** Failures of the native module as errors. */
import { NotificationError, errorOf } from './errors.js'
import { headersOf } from './headers.js'
import { inCamelCase } from './names.js'
import { NativeFailure } from './native.js'

/** The error for what the native module rejects with; what the shop's own code threw stays as it is. */
export function errorOfNative(thrown: unknown): unknown {
  if (!(thrown instanceof NativeFailure)) return thrown
  const { kind, message, refusal, field, headers, ...details } = thrown
  if (kind === 'notification') {
    return new NotificationError(refusal ?? kind, message, { isRetryable: details.isRetryable })
  }
  return errorOf(kind, kind === 'configuration' ? ownWords(message) : message, {
    ...details,
    field: field === undefined ? undefined : inCamelCase(field),
    headers: headers === undefined ? undefined : headersOf(headers),
  })
}

/** A text of the core's with JavaScript's names, and without the place in a JSON text that the caller has not written. */
function ownWords(message: string): string {
  return inCamelCase(message.replace(/ at line \d+ column \d+$/, ''))
}
