/**
 * Spans and metrics of OpenTelemetry for all clients of the process.
 *
 * ```ts
 * import { NodeSDK } from '@opentelemetry/sdk-node'
 * import { AmazonPayInstrumentation } from 'amazonpay/opentelemetry'
 *
 * new NodeSDK({ instrumentations: [new AmazonPayInstrumentation()] }).start()
 * ```
 *
 * @packageDocumentation
 */
export { AmazonPayInstrumentation, type AmazonPayInstrumentationConfig } from './instrumentation.js'
