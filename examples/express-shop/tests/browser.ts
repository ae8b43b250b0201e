/** A buyer's browser: keeps cookies, follows redirects, fills in the forms of a page and sends them. */
import assert from 'node:assert/strict'
import { type HTMLElement, parse } from 'node-html-parser'

export class Browser {
  /** Where it is. */
  url: string
  status = 0
  headers = new Headers()
  #page: HTMLElement = parse('')
  #source = ''
  readonly #cookies = new Map<string, string>()

  constructor(readonly server: string) {
    this.url = server
  }

  /** The page's text as it came. */
  get source(): string {
    return this.#source
  }

  /** What can be read on the page, with single spaces. */
  get text(): string {
    return parse(this.#source.replaceAll('<', ' <'))
      .text.replace(/\s+/g, ' ')
      .replace(/ ([,.:)])/g, '$1')
  }

  /** The first element of the page that a selector finds. */
  find(selector: string): HTMLElement | null {
    return this.#page.querySelector(selector)
  }

  /** Cookies, as a browser sends them. */
  get cookie(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  /** Another browser with the same cookies: another tab, or a copy from before. */
  tab(): Browser {
    const other = new Browser(this.server)
    other.url = this.url
    for (const [name, value] of this.#cookies) other.#cookies.set(name, value)
    other.#page = this.#page
    return other
  }

  /** Opens an address, or a path of the shop, and gives what can be read there. */
  async get(path: string): Promise<string> {
    return this.#open(new URL(path, this.server), {})
  }

  /** The form that has a button with this text. */
  form(button: string): HTMLElement {
    const found = this.#page
      .querySelectorAll('form')
      .find((form) => form.querySelectorAll('button').some((each) => each.text.includes(button)))
    assert.ok(found, `no button ${button} on ${this.url}: ${this.text}`)
    return found
  }

  /** All forms. */
  get forms(): HTMLElement[] {
    return this.#page.querySelectorAll('form')
  }

  /** Fills in the form that has the button, with changes, and sends it. */
  async press(button: string, changes: Record<string, string> = {}): Promise<string> {
    return this.send(this.form(button), changes)
  }

  /** Sends a form, with changes. */
  async send(form: HTMLElement, changes: Record<string, string> = {}): Promise<string> {
    assert.equal(form.getAttribute('method'), 'post')
    const body = new URLSearchParams({ ...fieldsOf(form), ...changes })
    return this.post(form.getAttribute('action') ?? '', body)
  }

  async post(path: string, body: URLSearchParams): Promise<string> {
    return this.#open(new URL(path, this.url), { method: 'POST', body })
  }

  async #open(address: URL, init: RequestInit): Promise<string> {
    const response = await fetch(address, { ...init, redirect: 'manual', headers: { cookie: this.cookie } })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (/expires=Thu, 01 Jan 1970/i.test(line)) this.#cookies.delete(name)
      else this.#cookies.set(name, value)
    }
    const to = response.headers.get('location')
    if (to !== null) {
      await response.arrayBuffer()
      return this.#open(new URL(to, address), {})
    }
    this.url = address.href
    this.status = response.status
    this.headers = response.headers
    this.#source = await response.text()
    this.#page = parse(this.#source)
    return this.text
  }
}

/** What a form sends as it stands. */
export function fieldsOf(form: HTMLElement): Record<string, string> {
  const inputs = form
    .querySelectorAll('input')
    .map((input) => [input.getAttribute('name'), input.getAttribute('value')])
  const selects = form.querySelectorAll('select').map((select) => {
    const options = select.querySelectorAll('option')
    const chosen = options.find((option) => option.hasAttribute('selected')) ?? options[0]
    return [select.getAttribute('name'), chosen?.getAttribute('value')]
  })
  return Object.fromEntries([...inputs, ...selects].map(([name, value]) => [name ?? '', value ?? '']))
}
