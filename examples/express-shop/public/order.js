// Shows an order's status as it changes, without loading the page anew.
//
// Each message is the status as the server renders it. Only what differs is replaced, so that a screen reader says no more
// than what is new. While nobody looks at the page the connection is closed: browsers have few for a site.

const place = document.querySelector('[data-order-events]')
let events

function show(html) {
  const fresh = new DOMParser().parseFromString(html, 'text/html')
  for (const part of fresh.querySelectorAll('[data-live]')) {
    const shown = document.getElementById(part.id)
    if (shown && shown.innerHTML !== part.innerHTML) shown.replaceChildren(...part.childNodes)
  }
}

function listen() {
  events?.close()
  events = undefined
  if (document.hidden) return
  events = new EventSource(place.dataset.orderEvents)
  events.onmessage = ({ data }) => show(data)
}

document.addEventListener('visibilitychange', listen)
// Whoever comes back by the browser's button may find a page that was kept.
addEventListener('pageshow', listen)
addEventListener('pagehide', () => events?.close())
