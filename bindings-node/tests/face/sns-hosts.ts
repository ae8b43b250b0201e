/** Servers that stand in for SNS as a vector says: over real TLS, one for each way to reach it. */
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TLSSocket, createServer } from 'node:tls'
import type { NotificationVerifierSettings } from 'amazonpay'
import { vectors } from './vectors.js'

/** The hosts of SNS that a vector may lead to. */
const HOSTS = [
  'sns.eu-west-1.amazonaws.com',
  'sns.af-south-1.amazonaws.com',
  'sns.cn-north-1.amazonaws.com.cn',
]

/** What SNS answers, as the vectors have it. */
export interface Served {
  certificate?: string | string[]
  text?: string
  status?: number
  location?: string
  bytes?: number
  announced?: boolean
  silent?: boolean
  cut?: boolean
  closed?: boolean
  tls?: 'untrusted' | 'otherHost'
}

/** The text of one or more certificates of the vectors. */
export function pem(names: string | string[]): string {
  const read = (name: string): string =>
    readFileSync(vectors(`notifications/certificates/${name}.pem`), 'utf8')
  return [names].flat().map(read).join('')
}

/** One server, and how a verifier reaches it. */
export class SnsHost {
  requests = 0
  /** What it answers; undefined for silence, nothing for hanging up. */
  answer: Buffer | undefined = Buffer.alloc(0)
  readonly #sockets = new Set<TLSSocket>()
  readonly #server
  readonly #authority: string | undefined

  constructor({ key, certificate }: Issued, authority: string | undefined) {
    this.#authority = authority
    this.#server = createServer({ key, cert: certificate }, (socket) => {
      this.#sockets.add(socket)
      // A client that has read enough hangs up.
      socket.on('error', () => undefined)
      let head = ''
      socket.on('data', (piece: Buffer) => {
        head += piece.toString('latin1')
        if (!head.includes('\r\n\r\n')) return
        head = ''
        this.requests += 1
        if (this.answer !== undefined) socket.end(this.answer)
      })
    })
    // Nor does one say so that does not trust us.
    this.#server.on('tlsClientError', () => undefined)
  }

  async open(): Promise<this> {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
    return this
  }

  /** A verifier's settings that lead here for each host of SNS. */
  get settings(): NotificationVerifierSettings {
    const address = `127.0.0.1:${(this.#server.address() as AddressInfo).port}`
    return {
      addresses: Object.fromEntries(HOSTS.map((host) => [host, address])),
      tlsRootCertificates: this.#authority,
    }
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy()
    this.#server.close()
  }
}

/** The servers of a test run. */
export class SnsHosts {
  private constructor(
    readonly trusted: SnsHost,
    readonly untrusted: SnsHost,
    readonly otherHost: SnsHost,
    /** How to reach a place where nobody listens any more. */
    readonly nowhere: NotificationVerifierSettings,
  ) {}

  static async open(): Promise<SnsHosts> {
    const authority = new Authority()
    try {
      const sns = authority.issue(HOSTS)
      const closed = await new SnsHost(sns, authority.certificate).open()
      const nowhere = closed.settings
      closed.close()
      return new SnsHosts(
        await new SnsHost(sns, authority.certificate).open(),
        await new SnsHost(sns, undefined).open(),
        await new SnsHost(authority.issue(['sns.example']), authority.certificate).open(),
        nowhere,
      )
    } finally {
      authority.forget()
    }
  }

  /** The server that this is about, which answers so from now on. */
  serving(served: Served): { host: SnsHost; settings: NotificationVerifierSettings } {
    const host = served.tls === undefined ? this.trusted : this[served.tls]
    host.answer = answer(served)
    return { host, settings: served.closed === true ? this.nowhere : host.settings }
  }

  close(): void {
    for (const host of [this.trusted, this.untrusted, this.otherHost]) host.close()
  }
}

function answer(served: Served): Buffer | undefined {
  if (served.silent === true) return undefined
  if (served.cut === true) return Buffer.alloc(0)
  const { status = 200, bytes = 0, announced = true, location } = served
  const text = served.certificate === undefined ? (served.text ?? '') : pem(served.certificate)
  const body = status === 204 ? '' : text.padEnd(bytes, '\n')
  const head = [`HTTP/1.1 ${status} Status`, 'connection: close']
  if (announced) head.push(`content-length: ${body.length}`)
  if (location !== undefined) head.push(`location: ${location}`)
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`)
}

interface Issued {
  readonly key: string
  readonly certificate: string
}

/** A certificate authority for one run, by the `openssl` command: Node makes keys but no certificates. */
class Authority {
  readonly certificate: string
  readonly #folder = mkdtempSync(join(tmpdir(), 'amazonpay-sns-'))

  constructor() {
    const extensions = ['-addext', 'basicConstraints=critical,CA:true']
    this.certificate = this.#request('authority', [
      '-subj',
      '/CN=authority of a test',
      ...extensions,
    ]).certificate
  }

  issue(hosts: readonly string[]): Issued {
    const names = hosts.map((host) => `DNS:${host}`).join(',')
    const by = ['-CA', this.#path('authority.pem'), '-CAkey', this.#path('authority.key')]
    const extensions = ['-addext', `subjectAltName=${names}`, '-addext', 'basicConstraints=CA:false']
    return this.#request('host', ['-subj', `/CN=${hosts[0] ?? ''}`, ...by, ...extensions])
  }

  forget(): void {
    rmSync(this.#folder, { recursive: true })
  }

  #request(name: string, options: string[]): Issued {
    const [key, certificate] = [this.#path(`${name}.key`), this.#path(`${name}.pem`)]
    const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2']
    execFileSync('openssl', ['req', '-x509', ...kind, ...options, '-keyout', key, '-out', certificate], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    return { key: readFileSync(key, 'utf8'), certificate: readFileSync(certificate, 'utf8') }
  }

  #path(name: string): string {
    return join(this.#folder, name)
  }
}
