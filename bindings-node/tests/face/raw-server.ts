/** A server that answers with bytes as they are given, however wrong. */
import { once } from 'node:events'
import { type AddressInfo, type Socket, createServer } from 'node:net'

/** A server that runs. */
export interface RawServer {
  readonly url: string
  /** How many connections were made. */
  connections(): number
  close(): Promise<void>
}

/** Starts one: each connection gets what `answer` gives once its request's head is there, and is closed; nothing for silence. */
export async function serveRaw(answer: () => Uint8Array | undefined): Promise<RawServer> {
  const open = new Set<Socket>()
  let connections = 0
  const server = createServer((socket) => {
    connections += 1
    open.add(socket)
    let head = ''
    socket.on('data', (data) => {
      const before = head.includes('\r\n\r\n')
      head += data.toString('latin1')
      const given = before || !head.includes('\r\n\r\n') ? undefined : answer()
      if (given !== undefined) socket.end(given)
    })
    socket.on('error', () => socket.destroy())
    socket.on('close', () => open.delete(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    connections: () => connections,
    close: async () => {
      for (const socket of open) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
