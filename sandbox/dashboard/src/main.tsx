// Starts the page.
import { render } from 'preact'
import { App } from './app.tsx'
import { start } from './live.ts'

const root = document.getElementById('app')
if (root !== null) {
  root.textContent = ''
  render(<App />, root)
  start()
}
