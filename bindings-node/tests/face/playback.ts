/** The server that plays the operations' vectors. */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

/** The server of `tests/src/playback.rs`: plays one case and says whether it went as written. */
export class Playback {
  readonly url: string
  readonly #process: ChildProcess

  private constructor(url: string, process: ChildProcess) {
    this.url = url
    this.#process = process
  }

  static async start(): Promise<Playback> {
    const program = process.env['AMAZONPAY_PLAYBACK']
    assert.ok(program, 'AMAZONPAY_PLAYBACK names the program playback; scripts/node_tests.sh builds it')
    const child = spawn(program, [], { stdio: ['pipe', 'pipe', 'inherit'] })
    for await (const line of createInterface(child.stdout)) {
      const url = /http:\/\/[^\s"]+/.exec(line)?.[0]
      if (url !== undefined) return new Playback(url, child)
    }
    throw new Error('playback ended before it told its address')
  }

  async begin(operation: string, name: string): Promise<void> {
    await this.#ask('start', { operation, case: name })
  }

  async mismatches(): Promise<string[]> {
    const verdict = JSON.parse(await this.#ask('verdict')) as { passed: boolean; mismatches: string[] }
    assert.equal(verdict.passed, verdict.mismatches.length === 0)
    return verdict.mismatches
  }

  stop(): void {
    this.#process.stdin?.end()
  }

  async #ask(path: string, body?: object): Promise<string> {
    const request =
      body === undefined
        ? {}
        : { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
    const answer = await fetch(`${this.url}/_playback/${path}`, request)
    const text = await answer.text()
    assert.ok(answer.ok, text)
    return text
  }
}
