// What happens in the sandbox, as it happens: server-sent events, and the lists that they add to.
import { Cell } from './cell.ts'
import { query, read } from './control.ts'
import type {
  ArmedFault,
  ArmedNotificationFault,
  ObjectSummary,
  Overview,
  RequestSummary,
  SentNotification,
  StateDiagram,
  UpcomingList,
} from './generated/wire.ts'

/** How many requests and notifications the page keeps at most; the sandbox may have more. */
export const MOST_KEPT = 500

/** How far ahead the page looks: as far as its longest button moves the clock. */
export const LOOK_AHEAD_DAYS = 180

export type Connection = 'connecting' | 'connected' | 'lost'

export const connection = new Cell<Connection>('connecting')
export const overview = new Cell<Overview | null>(null)
export const requests = new Cell<RequestSummary[]>([])
export const notifications = new Cell<SentNotification[]>([])
export const upcoming = new Cell<UpcomingList>({ upcoming: [], total: 0 })
export const faults = new Cell<ArmedFault[]>([])
export const notificationFaults = new Cell<ArmedNotificationFault[]>([])
export const diagrams = new Cell<StateDiagram[]>([])

/** The objects that have changed last, or `null` when it isn't known which: then all may have. */
export const changed = new Cell<ReadonlySet<string> | null>(null)

/** The moment that the sandbox's clock shows now. */
export function sandboxNow(shown: Overview): Date {
  const at = Date.parse(shown.now)
  return new Date(shown.frozen ? at : at + (performance.now() - overviewReceived))
}

let overviewReceived = 0

/** Takes a newer overview. */
export function takeOverview(newer: Overview): void {
  overviewReceived = performance.now()
  overview.value = newer
}

/** Puts `newer` before and in place of those of the same key, and keeps no more than the page shows. */
export function merged<T>(known: T[], newer: T[], key: (item: T) => string | number): T[] {
  const replaced = new Map(newer.map((item) => [key(item), item]))
  const kept = known.map((item) => {
    const replacement = replaced.get(key(item))
    if (replacement === undefined) return item
    replaced.delete(key(item))
    return replacement
  })
  return [...newer.filter((item) => replaced.has(key(item))), ...kept].slice(0, MOST_KEPT)
}

const requestKey = (request: RequestSummary) => request.requestId
const notificationKey = (notification: SentNotification) => notification.id

/** Whether a later start of the same kind has made an answer out of date. */
const turns = new Map<string, number>()

/** Reads something and hands it on, unless it is being read anew by then. What can't be read now comes with the next event. */
async function refresh<T>(path: string, take: (answer: T) => void): Promise<void> {
  const turn = (turns.get(path.split('?', 1)[0] ?? path) ?? 0) + 1
  const name = path.split('?', 1)[0] ?? path
  turns.set(name, turn)
  try {
    const answer = await read<T>(path)
    if (turns.get(name) === turn) take(answer)
  } catch {
    // Nothing answers: the stream of events says so as well, and all is read when it is back.
  }
}

export function refreshFaults(): Promise<unknown> {
  return Promise.all([
    refresh<{ faults: ArmedFault[] }>('faults', (answer) => {
      faults.value = answer.faults
    }),
    refresh<{ faults: ArmedNotificationFault[] }>('notifications/faults', (answer) => {
      notificationFaults.value = answer.faults
    }),
  ])
}

export function refreshUpcoming(): Promise<void> {
  const shown = overview.value
  if (shown === null) return Promise.resolve()
  const until = new Date(sandboxNow(shown).getTime() + LOOK_AHEAD_DAYS * 86_400_000).toISOString()
  return refresh<UpcomingList>(`upcoming${query({ until, limit: 100 })}`, (answer) => {
    upcoming.value = answer
  })
}

function refreshRequests(): Promise<void> {
  return refresh<{ requests: RequestSummary[] }>(`requests${query({ limit: 200 })}`, (answer) => {
    requests.value = answer.requests
  })
}

function refreshNotifications(): Promise<void> {
  return refresh<{ notifications: SentNotification[] }>(`notifications${query({ limit: 100 })}`, (answer) => {
    notifications.value = answer.notifications
  })
}

function refreshAll(): void {
  void refreshRequests()
  void refreshNotifications()
  void refreshFaults()
  void refreshUpcoming()
  changed.value = null
  // A new set each time, so that who shows objects reads them again.
  changed.value = new Set()
  changed.value = null
}

/** Waits a little and reads once what several events ask for. */
function gathered(work: () => unknown, pause: number): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  return () => {
    timer ??= setTimeout(() => {
      timer = undefined
      void work()
    }, pause)
  }
}

const soonUpcoming = gathered(refreshUpcoming, 300)
const soonFaults = gathered(refreshFaults, 300)

let source: EventSource | undefined
let retry: ReturnType<typeof setTimeout> | undefined
let pause = 500

function listen<T>(events: EventSource, name: string, take: (data: T) => void): void {
  events.addEventListener(name, (event: MessageEvent<string>) => {
    take(JSON.parse(event.data) as T)
  })
}

function connect(): void {
  clearTimeout(retry)
  source?.close()
  const events = new EventSource('/_sandbox/events')
  source = events
  events.onopen = () => {
    pause = 500
    connection.value = 'connected'
    refreshAll()
  }
  // A browser tries again by itself after some ends and never after others; this page always does.
  events.onerror = () => {
    events.close()
    connection.value = 'lost'
    retry = setTimeout(connect, pause)
    pause = Math.min(pause * 2, 5000)
  }
  listen<Overview>(events, 'overview', (data) => {
    const before = overview.value
    takeOverview(data)
    soonUpcoming()
    if (
      data.faults + data.notificationFaults > 0 ||
      (before?.faults ?? 0) + (before?.notificationFaults ?? 0) > 0
    ) {
      soonFaults()
    }
  })
  listen<{ requests: RequestSummary[]; missed: number }>(events, 'requests', (data) => {
    if (data.missed > 0) void refreshRequests()
    else requests.value = merged(requests.value, data.requests, requestKey)
    if (data.requests.some((request) => request.fault !== null)) soonFaults()
  })
  listen<{ notifications: SentNotification[]; missed: number }>(events, 'notifications', (data) => {
    if (data.missed > 0) void refreshNotifications()
    else notifications.value = merged(notifications.value, data.notifications, notificationKey)
    if (faultsOf(data.notifications)) soonFaults()
  })
  listen<{ objects: ObjectSummary[]; missed: number }>(events, 'objects', (data) => {
    changed.value =
      data.missed > 0 ? null : new Set(data.objects.flatMap((object) => [object.kind, object.id]))
    soonUpcoming()
  })
  listen(events, 'reset', refreshAll)
}

const faultsOf = (sent: SentNotification[]) =>
  sent.some((notification) => notification.deliveries.some((delivery) => delivery.fault !== null))

/** Connects, and stays so while the page can be seen. */
export function start(): void {
  connect()
  void refresh<{ diagrams: StateDiagram[] }>('state-diagrams', (answer) => {
    diagrams.value = answer.diagrams
  })
  // A browser opens six connections to a server at most, for all its tabs: one that nobody sees needs none.
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) {
      clearTimeout(retry)
      source?.close()
      source = undefined
    } else if (source === undefined) connect()
  })
}
