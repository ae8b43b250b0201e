/** Names and attributes of spans: OpenTelemetry's conventions for HTTP clients, and what is Amazon Pay's own. */
import type { Attributes } from '@opentelemetry/api'
import type { CallEvent } from '../channels.js'
import type { AmazonPayError } from '../errors.js'
import type { Attempt } from '../native-addon.js'

/** The method and the path's template, as the conventions want it: no id and no token makes a name of its own. */
export function attemptName(attempt: Attempt): string {
  const template = urlTemplate(attempt)
  return template === undefined ? attempt.method : `${attempt.method} ${template}`
}

/** What is known of an attempt that has ended. */
export function attemptAttributes(attempt: Attempt): Attributes {
  return present({
    ...attemptDimensions(attempt),
    'http.request.resend_count': attempt.attempt > 1 ? attempt.attempt - 1 : undefined,
    'amazonpay.operation': attempt.operation,
    'amazonpay.attempt': attempt.attempt,
    'amazonpay.request_id': attempt.requestId,
    'amazonpay.reason_code': attempt.reasonCode,
  })
}

/** What attempts are told apart by in metrics, of which there are few values. */
export function attemptDimensions(attempt: Attempt): Attributes {
  // `url.full` is left out: a path may hold a buyer's token.
  return present({
    'http.request.method': attempt.method,
    'http.response.status_code': attempt.status,
    'server.address': attempt.host,
    'server.port': attempt.port,
    'url.scheme': attempt.scheme,
    'url.template': urlTemplate(attempt),
    'error.type': attemptErrorType(attempt),
  })
}

/** The status that refused, the kind of what went wrong on the way, or `canceled`; none for a success. */
export function attemptErrorType({ outcome, status, errorKind }: Attempt): string | undefined {
  switch (outcome) {
    case 'succeeded':
      return undefined
    case 'refused':
      return String(status)
    default:
      return errorKind ?? outcome
  }
}

/** What is known at a call's end. Without the error's text, in which Amazon may repeat a value. */
export function endAttributes({ result, error, errorType }: CallEvent): Attributes {
  if (result !== undefined) {
    return present({
      'http.response.status_code': result.status,
      'amazonpay.request_id': result.requestId,
      'amazonpay.retries': result.retries,
    })
  }
  if (errorType === undefined) return {}
  const { status, requestId, reasonCode, retries, outcomeUnknown } = known(error)
  return present({
    'error.type': errorType,
    'http.response.status_code': status,
    'amazonpay.request_id': requestId,
    'amazonpay.reason_code': reasonCode,
    'amazonpay.retries': retries,
    'amazonpay.outcome_unknown': outcomeUnknown,
  })
}

/** The error, where it is one of the package's: of any copy of it, so `instanceof` does not tell. */
function known(error: unknown): Partial<AmazonPayError> {
  const { code } = (error ?? {}) as { code?: unknown }
  return typeof code === 'string' && code.startsWith('AMAZONPAY_') ? (error as AmazonPayError) : {}
}

function urlTemplate({ basePath, pathTemplate }: Attempt): string | undefined {
  return pathTemplate === '' ? undefined : `${basePath}/${pathTemplate}`
}

function present(attributes: Attributes): Attributes {
  return Object.fromEntries(
    Object.entries(attributes).filter(([, value]) => value !== undefined && value !== ''),
  )
}
