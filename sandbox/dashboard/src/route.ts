// What the part of the address behind `#` shows.
import { Cell } from './cell.ts'

export type Route =
  | { page: 'requests'; id: string | null }
  | { page: 'notifications'; id: string | null }
  | { page: 'objects'; kind: string; id: string | null; state: string; text: string }

/** The address of a route, to link to. */
export function address(route: Route): string {
  const parts: string[] = route.page === 'objects' ? ['objects', route.kind] : [route.page]
  if (route.id !== null) parts.push(route.id)
  const path = `#/${parts.map(encodeURIComponent).join('/')}`
  if (route.page !== 'objects') return path
  const filter = new URLSearchParams()
  if (route.state !== '') filter.set('state', route.state)
  if (route.text !== '') filter.set('text', route.text)
  const text = filter.toString()
  return text === '' ? path : `${path}?${text}`
}

/** The address of an object. */
export const objectAddress = (kind: string, id: string): string =>
  address({ page: 'objects', kind, id, state: '', text: '' })

function decoded(part: string | undefined): string | null {
  if (part === undefined || part === '') return null
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

function parsed(hash: string): Route {
  const [path = '', filter = ''] = hash.replace(/^#\/?/, '').split('?', 2)
  const [page, first, second] = path.split('/')
  const kind = decoded(first)
  if (page === 'objects' && kind !== null) {
    const given = new URLSearchParams(filter)
    return { page, kind, id: decoded(second), state: given.get('state') ?? '', text: given.get('text') ?? '' }
  }
  return { page: page === 'notifications' ? page : 'requests', id: decoded(first) }
}

/** Where the page is. */
export const route = new Cell<Route>(parsed(location.hash))

/** Whether the page shows what it was opened with: then it leaves the focus where the browser has it. */
export let isAsOpened = true

addEventListener('hashchange', () => {
  isAsOpened = false
  route.value = parsed(location.hash)
})

/** Goes there. Without `remember`, what is left is not in the browser's history. */
export function go(to: Route, remember = true): void {
  if (remember) location.hash = address(to)
  else {
    history.replaceState(null, '', address(to))
    route.value = to
  }
}
