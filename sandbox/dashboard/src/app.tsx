// The page: what there is on the left, what is looked at in the middle, what can be done on the right.
import { useEffect, useRef } from 'preact/hooks'
import { Announcements } from './announce.tsx'
import { useCell } from './cell.ts'
import { ClockBar } from './clock.tsx'
import { Faults } from './faults.tsx'
import { Forecast } from './forecast.tsx'
import { Ledger } from './ledger.tsx'
import { connection } from './live.ts'
import { Navigation } from './navigation.tsx'
import { NotificationDetail } from './notification-detail.tsx'
import { Notifications } from './notifications.tsx'
import { ObjectDetail } from './object-detail.tsx'
import { Objects } from './objects.tsx'
import { RequestDetail } from './request-detail.tsx'
import { Requests } from './requests.tsx'
import { Reset } from './reset.tsx'
import { address, route, type Route } from './route.ts'

function Listed({ at }: { at: Route }) {
  if (at.page === 'objects') return <Objects key={at.kind} at={at} />
  return at.page === 'notifications' ? <Notifications shown={at.id} /> : <Requests shown={at.id} />
}

function Shown({ at }: { at: Route }) {
  const { id } = at
  if (id === null) return null
  const close = address({ ...at, id: null })
  if (at.page === 'objects')
    return <ObjectDetail key={`${at.kind}/${id}`} kind={at.kind} id={id} close={close} />
  if (at.page === 'notifications') return <NotificationDetail key={id} id={id} close={close} />
  return <RequestDetail key={id} id={id} close={close} />
}

/** Says in plain sight when what is shown may be old. */
function Connection() {
  const now = useCell(connection)
  return (
    <p class={`connection ${now}`} role="status">
      {now === 'connected' ? 'Live' : now === 'lost' ? 'Not connected' : 'Connecting…'}
    </p>
  )
}

function Lost() {
  if (useCell(connection) !== 'lost') return null
  return (
    <p class="lost">
      <strong>The sandbox does not answer.</strong> What is shown is what was known last. The page tries again
      by itself.
    </p>
  )
}

/** Who closes the details is back at the row that they were opened from. */
function useWayBack(at: Route): void {
  const before = useRef(at)
  useEffect(() => {
    const left = before.current
    before.current = at
    if (left.id === null || at.id !== null || left.page !== at.page) return
    const rows = document.querySelectorAll<HTMLAnchorElement>('.list a')
    ;[...rows].find((row) => row.getAttribute('href') === address(left))?.focus()
  }, [at])
}

export function App() {
  const at = useCell(route)
  useWayBack(at)
  return (
    <>
      <a class="skip" href="#main" onClick={skip}>
        Skip to the list
      </a>
      <header class="top">
        <div class="title">
          <h1>Amazon Pay sandbox</h1>
          <p class="local">This is a local sandbox: no money moves.</p>
        </div>
        <ClockBar />
        <Connection />
        <Reset />
      </header>
      <Lost />
      <div class={at.id === null ? 'page' : 'page with-detail'}>
        <Navigation at={at} />
        <main id="main" tabIndex={-1}>
          <Listed at={at} />
          <div>
            <Shown at={at} />
            <div class="controls">
              <Forecast />
              <Faults />
              <Ledger />
            </div>
          </div>
        </main>
      </div>
      <Announcements />
    </>
  )
}

/** The part of the address behind `#` is the page's own. */
function skip(event: Event): void {
  event.preventDefault()
  document.getElementById('main')?.focus()
}
