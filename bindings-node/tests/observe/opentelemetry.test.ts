/** Spans and metrics, by the real OpenTelemetry SDK. */
import assert from 'node:assert/strict'
import test, { after, afterEach, before } from 'node:test'
import { SpanKind, SpanStatusCode, context, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { registerInstrumentations } from '@opentelemetry/instrumentation'
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics'
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base'
import { type AmazonPay, Money, NotFound } from 'amazonpay'
import { AmazonPayInstrumentation } from 'amazonpay/opentelemetry'
import { Sandbox } from 'amazonpay/testing'
import { order, session } from '../face/shop.js'

const exporter = new InMemorySpanExporter()
const measured = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
const reader = new PeriodicExportingMetricReader({ exporter: measured, exportIntervalMillis: 3_600_000 })
const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] })
const meterProvider = new MeterProvider({ readers: [reader] })
const tracer = tracerProvider.getTracer('shop')
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())

let sandbox: Sandbox
let pay: AmazonPay
let unregister: () => void
before(async () => {
  sandbox = await Sandbox.start()
  pay = sandbox.client({ retryBaseDelayMs: 1 })
  const instrumentations = [new AmazonPayInstrumentation()]
  unregister = registerInstrumentations({ instrumentations, tracerProvider, meterProvider })
})
after(async () => {
  unregister()
  await meterProvider.shutdown()
  await sandbox.close()
})
afterEach(() => {
  exporter.reset()
})

/** Runs something in a span of the shop's. */
async function inSpan<T>(name: string, work: () => Promise<T>): Promise<T> {
  return tracer.startActiveSpan(name, async (span) => {
    try {
      return await work()
    } finally {
      span.end()
    }
  })
}

function childrenOf(parent: ReadableSpan): ReadableSpan[] {
  const { spanId, traceId } = parent.spanContext()
  return exporter
    .getFinishedSpans()
    .filter((span) => span.parentSpanContext?.spanId === spanId && span.spanContext().traceId === traceId)
}

function only<T>(items: readonly T[]): T {
  assert.equal(items.length, 1)
  return items[0] as T
}

const milliseconds = ([seconds, nanos]: [number, number]): number => seconds * 1000 + nanos / 1e6

test('50 calls at once have the parents where they were made, and each its attempts', async () => {
  await sandbox.faults.add({ status: 503, operation: 'checkout_sessions.create', count: 25 })
  const numbers = Array.from({ length: 50 }, (_, number) => number)
  const retries = await Promise.all(
    numbers.map((number) =>
      inSpan(`request ${number}`, async () => {
        const created = await pay.checkoutSessions.create(session(sandbox), { idempotencyKey: `k-${number}` })
        return created.meta.retries
      }),
    ),
  )
  const requests = exporter.getFinishedSpans().filter(({ name }) => name.startsWith('request '))
  assert.equal(requests.length, 50)
  assert.equal(exporter.getFinishedSpans().length, 50 + 50 + 75)
  for (const request of requests) {
    const call = only(childrenOf(request))
    assert.deepEqual([call.name, call.kind], ['checkout_sessions.create', SpanKind.INTERNAL])
    const attempts = childrenOf(call)
    const repeated = retries[Number(request.name.slice('request '.length))]
    assert.equal(attempts.length, 1 + (repeated ?? 0))
    assert.equal(call.attributes['amazonpay.retries'], repeated)
    attempts.forEach((attempt, index) => {
      assert.deepEqual([attempt.name, attempt.kind], ['POST /v2/checkoutSessions', SpanKind.CLIENT])
      assert.equal(attempt.attributes['amazonpay.attempt'], index + 1)
      assert.ok(milliseconds(attempt.startTime) >= milliseconds(call.startTime))
      assert.ok(milliseconds(attempt.endTime) <= milliseconds(call.endTime))
    })
  }
})

test('a capture has the attributes of the conventions and of Amazon Pay', async () => {
  const { chargeId } = await order(sandbox, pay)
  exporter.reset()
  const charge = await inSpan('request', () =>
    pay.charges.capture(chargeId, { captureAmount: Money.of('12.34', 'EUR') }),
  )
  const request = exporter.getFinishedSpans().find(({ name }) => name === 'request')
  assert.ok(request !== undefined)
  const call = only(childrenOf(request))
  const { requestId } = charge.meta
  assert.deepEqual(call.attributes, {
    'amazonpay.operation': 'charges.capture',
    'amazonpay.request_id': requestId,
    'amazonpay.retries': 0,
    'http.response.status_code': 200,
  })
  assert.equal(call.status.code, SpanStatusCode.UNSET)
  const attempt = only(childrenOf(call))
  assert.equal(attempt.name, 'POST /v2/charges/{charge_id}/capture')
  const { hostname, port } = new URL(sandbox.url)
  assert.deepEqual(attempt.attributes, {
    'amazonpay.attempt': 1,
    'amazonpay.operation': 'charges.capture',
    'amazonpay.request_id': requestId,
    'http.request.method': 'POST',
    'http.response.status_code': 200,
    'server.address': hostname,
    'server.port': Number(port),
    'url.scheme': 'http',
    'url.template': '/v2/charges/{charge_id}/capture',
  })
  assert.deepEqual(call.instrumentationScope.name, 'amazonpay')
})

test('a refusal is an error with its kind and its reason code, and without its text', async () => {
  await assert.rejects(pay.charges.get('S01-1-1-C1'), NotFound)
  const [attempt, call] = exporter.getFinishedSpans()
  assert.ok(attempt !== undefined && call !== undefined)
  assert.deepEqual(
    [call.attributes['error.type'], call.attributes['amazonpay.reason_code'], call.status],
    ['not_found', 'ResourceNotFound', { code: SpanStatusCode.ERROR }],
  )
  assert.deepEqual(
    [attempt.attributes['error.type'], attempt.attributes['amazonpay.reason_code'], attempt.status],
    ['404', 'ResourceNotFound', { code: SpanStatusCode.ERROR }],
  )
  assert.equal(call.attributes['amazonpay.outcome_unknown'], false)
  assert.deepEqual([call.events, attempt.events], [[], []])
})

test('a connection that breaks and a call that is canceled say so', async () => {
  await sandbox.faults.add({ cut: 'answer', operation: 'checkout_sessions.create', count: 1 })
  await assert.rejects(pay.checkoutSessions.create(session(sandbox), { maxRetries: 0 }))
  const broken = exporter.getFinishedSpans().map(({ attributes }) => attributes['error.type'])
  assert.deepEqual(broken, ['connection', 'connection'])
  assert.equal(exporter.getFinishedSpans()[1]?.attributes['amazonpay.outcome_unknown'], true)
  exporter.reset()

  const fault = await sandbox.faults.add({ delayMs: 3_600_000, operation: 'charges.get' })
  const controller = new AbortController()
  const call = inSpan('request', () => pay.charges.get('S01-1-1-C1', { signal: controller.signal }))
  while ((await sandbox.faults.list()).find(({ id }) => id === fault.id)?.met === 0);
  controller.abort()
  await assert.rejects(call)
  while (exporter.getFinishedSpans().length < 3) await new Promise(setImmediate)
  const request = exporter.getFinishedSpans().find(({ name }) => name === 'request')
  assert.ok(request !== undefined)
  const canceled = only(childrenOf(request))
  assert.deepEqual(
    [canceled, only(childrenOf(canceled))].map(({ attributes, status }) => [
      attributes['error.type'],
      status.code,
    ]),
    [
      ['canceled', SpanStatusCode.ERROR],
      ['canceled', SpanStatusCode.ERROR],
    ],
  )
  await sandbox.faults.clear()
})

test('no span holds a secret, an id of the path, or anything of the buyer', async () => {
  const planted = 'Jane-Planted-Doe'
  const { privateKey, merchantId, storeId } = sandbox.credentials
  const { chargeId, chargePermissionId = '' } = await order(sandbox, pay)
  await pay.charges.capture(chargeId, { captureAmount: Money.of('1.00', 'EUR'), softDescriptor: 'PLANTED' })
  await pay.chargePermissions.update(chargePermissionId, {
    merchantMetadata: { merchantReferenceId: planted, noteToBuyer: planted, customInformation: planted },
  })
  const { buyer } = await pay.chargePermissions.get(chargePermissionId)
  await assert.rejects(pay.buyers.get(planted))
  await assert.rejects(
    pay.charges.create(
      { chargePermissionId, chargeAmount: { amount: planted, currencyCode: 'EUR' } },
      { idempotencyKey: 'planted-key', headers: { 'x-amz-pay-authtoken': planted } },
    ),
  )
  const spans = exporter.getFinishedSpans()
  assert.ok(spans.length > 12)
  const shown = JSON.stringify(
    spans.map(({ name, attributes, events, status, links }) => ({ name, attributes, events, status, links })),
  )
  const secrets = [
    planted,
    'PLANTED',
    'planted-key',
    privateKey.slice(60, 100),
    merchantId,
    storeId,
    chargeId,
  ]
  assert.ok(buyer?.name && buyer.email)
  for (const secret of [...secrets, chargePermissionId, buyer.name, buyer.email]) {
    assert.ok(!shown.includes(secret), secret)
  }
})

test('durations and retries are measured', async () => {
  await sandbox.faults.add({ status: 503, operation: 'reports.list', count: 1 })
  await pay.reports.list().toArray()
  await reader.forceFlush()
  const metrics =
    measured
      .getMetrics()
      .at(-1)
      ?.scopeMetrics.flatMap((scope) => scope.metrics) ?? []
  const points = (name: string, operation: string): [unknown, unknown][] => {
    const { dataPoints, descriptor } = only(metrics.filter((metric) => metric.descriptor.name === name))
    assert.ok(descriptor.unit === 's' || descriptor.unit === '{retry}')
    const found = dataPoints.filter(({ attributes }) =>
      [attributes['amazonpay.operation'], attributes['url.template']].includes(operation),
    )
    return found.map(({ attributes, value }) => [
      attributes['error.type'],
      typeof value === 'object' ? value.count : value,
    ])
  }
  assert.deepEqual(points('amazonpay.call.duration', 'reports.list'), [[undefined, 1]])
  assert.deepEqual(points('amazonpay.call.retries', 'reports.list'), [['503', 1]])
  assert.deepEqual(points('http.client.request.duration', '/v2/reports').map(String).sort(), [',1', '503,1'])
})

test('it hears of none once it is unregistered', async () => {
  unregister()
  await pay.reports.list().toArray()
  assert.equal(exporter.getFinishedSpans().length, 0)
  assert.equal(trace.getActiveSpan(), undefined)
})
