// Writes a request as a command of curl, and as a call of the packages: in each language by the names that it has there.
import { OPERATIONS, type Field, type Operation } from './generated/operations.ts'
import type { RawRequest, RequestDetails } from './generated/wire.ts'

export interface Language {
  name: string
  /** Whether it can only be written when the sandbox knows which operation it is. */
  needsOperation: boolean
  print: (raw: RawRequest, request: RequestDetails) => string
}

type Json = null | boolean | number | string | Json[] | { [name: string]: Json }

/** A call, taken apart. */
interface Call {
  operation: Operation
  path: string[]
  query: [string, string][]
  body: [string, Json][]
  key: string | null
}

function taken(raw: RawRequest, request: RequestDetails): Call | null {
  const operation = OPERATIONS[request.operation ?? '']
  if (operation === undefined) return null
  const url = new URL(raw.url, location.origin)
  const names = operation.path.split('/')
  const parts = url.pathname.split('/').slice(-names.length)
  const path = names.flatMap((name, index) =>
    name.startsWith('{') ? [decodeURIComponent(parts[index] ?? '')] : [],
  )
  let body: Json = null
  try {
    body = JSON.parse(raw.body ?? 'null') as Json
  } catch {
    // Whatever it is, it is no body of this operation.
  }
  const fields = typeof body === 'object' && body !== null && !Array.isArray(body) ? Object.entries(body) : []
  return { operation, path, query: [...url.searchParams], body: fields, key: request.idempotencyKey }
}

const shell = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`

function curl(raw: RawRequest): string {
  const url = new URL(raw.url, location.origin)
  const omitted = ['host', 'content-length', 'connection', 'accept-encoding', 'transfer-encoding']
  const headers = raw.headers.filter(([name]) => !omitted.includes(name.toLowerCase()))
  const lines = [`curl --request ${raw.method} ${shell(url.href)}`]
  lines.push(...headers.map(([name, value]) => `  --header ${shell(`${name}: ${value}`)}`))
  if (raw.body !== null && raw.body !== '') lines.push(`  --data-raw ${shell(raw.body)}`)
  return lines.join(' \\\n')
}

/** The value of a field of a query, as JSON has it. */
function fromQuery(field: Field | undefined, text: string): Json {
  if (field?.list === true) return text.split(',')
  return field?.kind === 'integer' ? Number(text) : text
}

/** Text that stands in Rust as it is. */
function rustRaw(text: string): string {
  let hashes = '#'
  while (text.includes(`"${hashes}`)) hashes += '#'
  return `r${hashes}"${text}"${hashes}`
}

function rust(raw: RawRequest, request: RequestDetails): string {
  const call = taken(raw, request)
  if (call === null) return ''
  const { operation } = call
  const given = call.path.map((part) => JSON.stringify(part))
  const lines: string[] = []
  if (operation.query !== null) {
    const known = operation.query
    const fields = call.query.map(([name, text]) => [name, fromQuery(known.fields[name], text)] as const)
    lines.push(
      `let query: ${known.model} = serde_json::from_str(${rustRaw(JSON.stringify(Object.fromEntries(fields)))})?;`,
    )
    given.push('query')
  }
  if (operation.request !== null) {
    const body = JSON.stringify(Object.fromEntries(call.body), null, 2)
    lines.push(`let request: ${operation.request.model} = serde_json::from_str(${rustRaw(body)})?;`)
    given.push('request')
  }
  const key = call.key === null ? '' : `.idempotency_key(${JSON.stringify(call.key)})`
  lines.push(
    `let answer = pay.${operation.resource}().${operation.method}(${given.join(', ')})${key}.send().await?;`,
  )
  return lines.join('\n')
}

/** A text in Python: JSON's escapes are Python's, but for the halves of a character beyond the first 65,536. */
const pythonText = (text: string) => JSON.stringify(text)

function pythonPlain(value: Json, indent: string): string {
  if (value === null) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'string') return pythonText(value)
  if (typeof value === 'number') return String(value)
  const deeper = `${indent}    `
  const items = Array.isArray(value)
    ? value.map((item) => pythonPlain(item, deeper))
    : Object.entries(value).map(([name, item]) => `${pythonText(name)}: ${pythonPlain(item, deeper)}`)
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}']
  if (items.length === 0) return open + close
  return `${open}\n${items.map((item) => `${deeper}${item},\n`).join('')}${indent}${close}`
}

/** A field's value as its model, which takes the names of the wire. */
function pythonValue(field: Field, value: Json, imports: Set<string>): string {
  if (field.list && Array.isArray(value)) {
    return `[${value.map((item) => pythonValue({ ...field, list: false }, item, imports)).join(', ')}]`
  }
  if (field.kind === 'time' && typeof value === 'string') {
    imports.add('datetime')
    return `datetime.fromisoformat(${pythonText(value)})`
  }
  if (field.model !== undefined && typeof value === 'object' && value !== null && !Array.isArray(value)) {
    imports.add(field.model)
    const { amount, currencyCode } = value
    if (field.model === 'Money' && typeof amount === 'string' && typeof currencyCode === 'string') {
      return `Money(${pythonText(amount)}, ${pythonText(currencyCode)})`
    }
    return `${field.model}.from_dict(${pythonPlain(value, '    ')})`
  }
  return pythonPlain(value, '    ')
}

function python(raw: RawRequest, request: RequestDetails): string {
  const call = taken(raw, request)
  if (call === null) return ''
  const { operation } = call
  const imports = new Set<string>()
  const lines = call.path.map(pythonText)
  const unknown: Record<string, Json> = {}
  const fields: [string, Json, Field | undefined][] = [
    ...call.query.map(([name, text]): [string, Json, Field | undefined] => {
      const field = operation.query?.fields[name]
      return [name, fromQuery(field, text), field]
    }),
    ...call.body.map(([name, value]): [string, Json, Field | undefined] => [
      name,
      value,
      operation.request?.fields[name],
    ]),
  ]
  for (const [name, value, field] of fields) {
    if (field === undefined) unknown[name] = value
    else lines.push(`${field.python}=${pythonValue(field, value, imports)}`)
  }
  if (call.key !== null) lines.push(`idempotency_key=${pythonText(call.key)}`)
  if (Object.keys(unknown).length > 0) lines.push(`body_fields=${pythonPlain(unknown, '    ')}`)
  const models = [...imports].filter((name) => name !== 'datetime' && name !== 'Money').sort()
  const heads = [
    ...(imports.has('datetime') ? ['from datetime import datetime'] : []),
    ...(imports.has('Money') ? ['from amazonpay import Money'] : []),
    ...(models.length > 0 ? [`from amazonpay.models import ${models.join(', ')}`] : []),
  ]
  const head = heads.length > 0 ? `${heads.join('\n')}\n\n` : ''
  return `${head}answer = pay.${operation.resource}.${operation.method}(\n${lines.map((line) => `    ${line},\n`).join('')})`
}

const camel = (name: string) => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())

/** JSON as TypeScript writes it, without quotes around names that need none. */
function typescriptPlain(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(/^(\s*)"([A-Za-z_$][\w$]*)":/gm, '$1$2:')
}

function typescriptFields(fields: [string, Json, Field | undefined][]): string {
  if (fields.length === 0) return '{}'
  const printed = fields.map(([name, value, field]) => {
    const isTime = field?.kind === 'time' && typeof value === 'string'
    const text = isTime ? `new Date(${JSON.stringify(value)})` : typescriptPlain(value)
    return `  ${name}: ${text.replaceAll('\n', '\n  ')},\n`
  })
  return `{\n${printed.join('')}}`
}

function typescript(raw: RawRequest, request: RequestDetails): string {
  const call = taken(raw, request)
  if (call === null) return ''
  const { operation } = call
  const given = call.path.map((part) => JSON.stringify(part))
  if (operation.query !== null) {
    const known = operation.query
    given.push(
      typescriptFields(
        call.query.map(([name, text]) => [name, fromQuery(known.fields[name], text), known.fields[name]]),
      ),
    )
  }
  const unknown: Record<string, Json> = {}
  if (operation.request !== null) {
    const known = operation.request
    const fields: [string, Json, Field | undefined][] = []
    for (const [name, value] of call.body) {
      const field = known.fields[name]
      if (field === undefined) unknown[name] = value
      else fields.push([name, value, field])
    }
    given.push(typescriptFields(fields))
  }
  const options = {
    ...(call.key === null ? {} : { idempotencyKey: call.key }),
    ...(Object.keys(unknown).length > 0 ? { bodyFields: unknown } : {}),
  }
  if (Object.keys(options).length > 0) given.push(typescriptPlain(options))
  return `const answer = await pay.${camel(operation.resource)}.${camel(operation.method)}(${given.join(', ')})`
}

/** In which ways a request can be copied. */
export const LANGUAGES: Language[] = [
  { name: 'curl', needsOperation: false, print: curl },
  { name: 'Rust', needsOperation: true, print: rust },
  { name: 'Python', needsOperation: true, print: python },
  { name: 'TypeScript', needsOperation: true, print: typescript },
]
