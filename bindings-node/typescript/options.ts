/** The options of one call, as the native client takes them. */
import { ConfigurationError } from './errors.js'
import type { CallOptions } from './generated/options.js'

/** The options' JSON text; none when all have their defaults. The signal stays here. */
export function encodeOptions(options: CallOptions | undefined): string | undefined {
  if (options === undefined) return undefined
  const { signal, ...others } = options
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    throw new ConfigurationError('signal: expected an AbortSignal', { field: 'signal' })
  }
  const given = Object.entries(others).filter(([, value]) => value !== undefined && value !== null)
  return given.length === 0 ? undefined : JSON.stringify(Object.fromEntries(given))
}
