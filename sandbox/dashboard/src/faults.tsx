// Faults to switch on and off: some that are ready, and all that are armed.
import { useState } from 'preact/hooks'
import { attempt } from './announce.tsx'
import { useCell } from './cell.ts'
import { post, remove } from './control.ts'
import { OPERATIONS } from './generated/operations.ts'
import { faults, notificationFaults, refreshFaults } from './live.ts'
import type { ArmedFault, ArmedNotificationFault, Fault, NotificationFault } from './generated/wire.ts'

const READY: { name: string; fault: Fault }[] = [
  { name: '500', fault: { status: 500 } },
  { name: '503', fault: { status: 503, retryAfter: 1 } },
  { name: '429', fault: { status: 429, retryAfter: 1 } },
  { name: 'Cut connection', fault: { cut: 'connection' } },
  { name: 'Lost answer', fault: { cut: 'connection', afterWork: true } },
  { name: 'Slow (3 s)', fault: { delayMs: 3000 } },
]

const READY_FOR_NOTIFICATIONS: { name: string; fault: NotificationFault }[] = [
  { name: 'Twice', fault: { twice: true } },
  { name: '1 hour late', fault: { delaySeconds: 3600 } },
  { name: 'Out of order', fault: { outOfOrder: true } },
  { name: 'Forged', fault: { tampering: 'signature' } },
]

/** What it does, in words. */
export function described(fault: ArmedFault): string {
  const what = [
    fault.status == null ? '' : `answers ${fault.status}`,
    fault.delayMs == null ? '' : `waits ${fault.delayMs} ms`,
    fault.cut === undefined
      ? ''
      : fault.cut === 'connection'
        ? 'cuts the connection'
        : 'cuts the answer short',
    fault.afterWork ? 'after the work' : '',
    fault.rate == null ? '' : `for ${fault.rate * 100} %`,
  ]
  return `${what.filter((part) => part !== '').join(' ')}: ${fault.operation ?? 'every operation'}`
}

export function describedForNotifications(fault: ArmedNotificationFault): string {
  const what = [
    fault.twice ? 'twice' : '',
    fault.delaySeconds == null ? '' : `${fault.delaySeconds} s late`,
    fault.outOfOrder ? 'out of order' : '',
    fault.tampering == null ? '' : `tampered with (${fault.tampering})`,
    fault.rate == null ? '' : `for ${fault.rate * 100} %`,
  ]
  return `notification ${what.filter((part) => part !== '').join(', ')}`
}

const isSpent = ({ count, met }: { count?: number | null; met: number }) => count != null && met >= count

/** Whether an armed fault does what a ready one would. */
function isSame(armed: object, ready: object): boolean {
  const of = (fault: object) =>
    JSON.stringify(
      Object.entries(fault)
        .filter(
          ([name, value]) =>
            !['id', 'seen', 'met', 'seed', 'count', 'skip'].includes(name) &&
            value !== false &&
            value !== undefined,
        )
        .sort(([one], [other]) => (one < other ? -1 : 1)),
    )
  return of(armed) === of(ready)
}

/** A ready fault: pressed while it is armed. */
function Switch<Armed extends { id: number; met: number; count?: number | null }>({
  name,
  path,
  fault,
  armed,
}: {
  name: string
  path: string
  fault: object
  armed: Armed[]
}) {
  const on = armed.filter((one) => !isSpent(one) && isSame(one, fault))
  const press = async () => {
    await attempt(
      async () => {
        if (on.length === 0) await post(path, fault)
        for (const { id } of on) await remove(`${path}/${id}`)
        await refreshFaults()
      },
      () => (on.length === 0 ? `Switched on: ${name}.` : `Switched off: ${name}.`),
    )
  }
  return (
    <button type="button" aria-pressed={on.length > 0} onClick={() => void press()}>
      {name}
    </button>
  )
}

export function Faults() {
  const armed = useCell(faults)
  const armedForNotifications = useCell(notificationFaults)
  const [operation, setOperation] = useState('')
  const [once, setOnce] = useState(true)
  const more = { ...(once ? { count: 1 } : {}) }
  const where = operation === '' ? {} : { operation }
  return (
    <section class="panel" aria-labelledby="faults-title">
      <h2 id="faults-title">Faults</h2>
      <div class="bar">
        <label>
          <span class="hidden">Whom it meets</span>
          <select
            value={operation}
            onChange={(event) => {
              setOperation(event.currentTarget.value)
            }}
          >
            <option value="">Every operation</option>
            {Object.keys(OPERATIONS).map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        <label>
          <span class="hidden">How often</span>
          <select
            value={once ? 'once' : 'always'}
            onChange={(event) => {
              setOnce(event.currentTarget.value === 'once')
            }}
          >
            <option value="once">The next one</option>
            <option value="always">Until switched off</option>
          </select>
        </label>
      </div>
      <div class="buttons" role="group" aria-label="Faults of calls">
        {READY.map(({ name, fault }) => (
          <Switch
            key={name}
            name={name}
            path="faults"
            fault={{ ...fault, ...where, ...more }}
            armed={armed}
          />
        ))}
      </div>
      <h3 id="notification-faults">Notifications</h3>
      <div class="buttons" role="group" aria-labelledby="notification-faults">
        {READY_FOR_NOTIFICATIONS.map(({ name, fault }) => (
          <Switch
            key={name}
            name={name}
            path="notifications/faults"
            fault={{ ...fault, ...more }}
            armed={armedForNotifications}
          />
        ))}
      </div>
      {armed.length + armedForNotifications.length > 0 && (
        <>
          <h3>Armed</h3>
          <ul class="armed">
            {armed.map((fault) => (
              <Armed key={fault.id} path="faults" fault={fault} text={described(fault)} />
            ))}
            {armedForNotifications.map((fault) => (
              <Armed
                key={`n${fault.id}`}
                path="notifications/faults"
                fault={fault}
                text={describedForNotifications(fault)}
              />
            ))}
          </ul>
        </>
      )}
    </section>
  )
}

function Armed({
  path,
  fault,
  text,
}: {
  path: string
  fault: { id: number; met: number; count?: number | null }
  text: string
}) {
  const drop = async () => {
    await attempt(
      async () => {
        await remove(`${path}/${fault.id}`)
        await refreshFaults()
      },
      () => `Switched off: ${text}.`,
    )
  }
  return (
    <li class={isSpent(fault) ? 'spent' : undefined}>
      <span>
        {text}{' '}
        <span class="when">
          {isSpent(fault) ? 'spent' : `met ${fault.met}${fault.count == null ? '' : ` of ${fault.count}`}`}
        </span>
      </span>
      <button type="button" onClick={() => void drop()} aria-label={`Remove: ${text}`}>
        ×
      </button>
    </li>
  )
}
