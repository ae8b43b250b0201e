// For `make bench`: loads a page in browsers that have nothing of it, and prints each first paint's milliseconds as JSON.
import { openBrowser } from './browser.mjs'

const LOADS = 21

const [, , url] = process.argv
if (url === undefined) throw new Error('expected the address of a page')
const browser = await openBrowser()
const paints = []
for (let load = 0; load < LOADS; load += 1) {
  const [visited] = await browser.page()
  await visited.goto(url)
  paints.push(
    await visited.evaluate(
      () =>
        new Promise((resolve) => {
          new PerformanceObserver((list) => resolve(list.getEntries()[0]?.startTime)).observe({
            type: 'paint',
            buffered: true,
          })
        }),
    ),
  )
  await visited.context().close()
}
await browser.close()
console.log(JSON.stringify(paints))
