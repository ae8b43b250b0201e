// What the control API says.
export interface Money {
  amount: string
  currencyCode: string
}
export interface Upcoming {
  due: string
  kind: string
  id: string
  event: string
  text: string
}
export interface UpcomingList {
  upcoming: Upcoming[]
  total: number
}
export interface StateCount {
  state: string
  count: number
}
export interface KindCount {
  kind: string
  total: number
  states: StateCount[]
}
export interface LedgerRow {
  currencyCode: string
  authorized: string
  captured: string
  refunded: string
  disputed: string
  net: string
}
export interface Overview {
  version: string
  now: string
  frozen: boolean
  offsetSeconds: number
  requests: number
  objects: KindCount[]
  ledger: LedgerRow[]
  upcomingTotal: number
  upcoming: Upcoming[]
  faults: number
  notificationFaults: number
}
export interface ObjectSummary {
  kind: string
  id: string
  state: string | null
  reasonCode: string | null
  merchantId: string
  isLive: boolean
  amount: Money | null
  created: string
  updated: string
  chargePermissionId: string | null
}
export interface SummaryPage {
  objects: ObjectSummary[]
  total: number
  next: string | null
}
export interface RequestSummary {
  requestId: string
  received: string
  method: string
  path: string
  operation: string | null
  merchantId: string | null
  status: number | null
  reasonCode: string | null
  fault: string | null
  micros: number
  idempotencyKey: string | null
  replayed: boolean
  attempt: number
}
export interface Difference {
  line: number
  part: string
  server: string | null
  client: string | null
}
export interface SignatureReport {
  conclusion: string
  publicKeyId: string
  algorithm: string
  serverCanonicalRequest: string
  clientCanonicalRequest: string | null
  clientCanonicalRequestIsCertain: boolean
  firstDifference: Difference | null
  signatureStart: string
}
export interface RequestDetails extends RequestSummary {
  headers: [string, string][]
  body: unknown
  answer: unknown
  signature: SignatureReport | null
  canonicalRequest: string | null
  stringToSign: string | null
  signatureValid: boolean | null
}
export interface RawRequest {
  method: string
  url: string
  headers: [string, string][]
  body: string | null
}
export interface ObjectDetails {
  kind: string
  id: string
  object: unknown
  upcoming: Upcoming[]
  related: ObjectSummary[]
  requests: RequestSummary[]
}
export interface DiagramState {
  state: string
  isFinal: boolean
}
export interface DiagramTransition {
  from: string | null
  to: string
}
export interface StateDiagram {
  kind: string
  states: DiagramState[]
  transitions: DiagramTransition[]
}
export interface DeliveryAttempt {
  at: string
  status: number | null
  error: string | null
  micros: number
}
export interface NotificationDelivery {
  url: string
  state: 'pending' | 'delivered' | 'failed' | 'dropped'
  fault: string | null
  replay: boolean
  attempts: DeliveryAttempt[]
  nextAttempt: string | null
}
export interface SentNotification {
  id: number
  type: string
  messageId: string
  merchantId: string
  environment: string
  topicArn: string
  objectType: string | null
  objectId: string | null
  chargePermissionId: string | null
  notificationType: string | null
  notificationId: string | null
  changed: string
  published: string
  deliveries: NotificationDelivery[]
}
export interface ClockReading {
  now: string
  frozen: boolean
  offsetSeconds: number
}
export interface Fault {
  operation?: string
  status?: number
  reasonCode?: string
  retryAfter?: number
  cut?: 'connection' | 'answer'
  delayMs?: number
  afterWork?: boolean
  rate?: number
  skip?: number
  count?: number
}
export interface ArmedFault extends Fault {
  id: number
  seen: number
  met: number
}
export interface NotificationFault {
  twice?: boolean
  delaySeconds?: number
  outOfOrder?: boolean
  tampering?: string
  rate?: number
  skip?: number
  count?: number
}
export interface ArmedNotificationFault extends NotificationFault {
  id: number
  seen: number
  met: number
}
