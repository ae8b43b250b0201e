/** BullMQ's worker, which comes to its end without Redis as well. */
import { type Processor, Worker, type WorkerOptions } from 'bullmq'
import { hasRedis } from './redis.js'
import type { Watch } from './watch.js'

/**
 * A worker whose `close` waits for what is under way, but no longer for Redis than it is told to.
 *
 * BullMQ's own waits for ever while Redis is away: for its connection to end, which ioredis does not tell of one that is about
 * to connect anew, and for jobs that can't be noted. A process that is told to end would never. @internal
 */
export class ReadingWorker extends Worker<Watch, string> {
  readonly #redisTimeoutMs: number

  constructor(
    name: string,
    process: Processor<Watch, string>,
    options: WorkerOptions,
    redisTimeoutMs: number,
  ) {
    super(name, process, options)
    this.#redisTimeoutMs = redisTimeoutMs
  }

  /** Without Redis, what is under way is left to whoever comes next: its locks lapse. */
  override async close(force = false): Promise<void> {
    return super.close(force || !(await hasRedis(this, this.#redisTimeoutMs)))
  }
}
