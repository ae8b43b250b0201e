/** Whether Redis answers a queue or a worker of BullMQ. */
import { type Queue, RedisConnection } from 'bullmq'

type Asking = Pick<Queue, 'backend' | 'toKey'>

/**
 * True as soon as Redis has answered and the connection that waits for work is ready as well; false when that is not within
 * this time, or whoever made the connection has ended it. @internal
 */
export async function hasRedis(asking: Asking, withinMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, withinMs, false)
  })
  try {
    return await Promise.race([late, answers(asking)])
  } finally {
    clearTimeout(timer)
  }
}

async function answers({ backend, toKey }: Asking): Promise<boolean> {
  try {
    // That a connection is ready says little: its server may just have died.
    await (await backend.client).get(toKey('ping'))
    const blocking = await backend.blockingClient
    if (blocking) await RedisConnection.waitUntilReady(blocking)
    return true
  } catch {
    return false
  }
}
