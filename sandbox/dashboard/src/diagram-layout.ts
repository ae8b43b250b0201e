// Where the states and arrows of a diagram stand: in rows from the start downwards, by the longest way to each.
import type { Transition, StateDiagram } from './generated/wire.ts'

export interface Box {
  state: string
  x: number
  y: number
  width: number
  height: number
}

export interface Arrow {
  from: string | null
  to: string
  /** An SVG path. */
  path: string
}

export interface Layout {
  left: number
  width: number
  height: number
  boxes: Box[]
  arrows: Arrow[]
  start: { x: number; y: number }
}

const START = '\u0000start'
const HEIGHT = 30
const ROW = 66
const GAP = 22
const LETTER = 7.3

/** A stop of an arrow on its way through a row, or a state. */
interface Node {
  name: string
  isState: boolean
  width: number
  x: number
}

/** The transitions that lead back to where one has come from. */
function backward(states: string[], edges: [string, string][]): Set<string> {
  const found = new Set<string>()
  const done = new Set<string>()
  const open = new Set<string>()
  const visit = (state: string) => {
    open.add(state)
    for (const [from, to] of edges) {
      if (from !== state) continue
      if (open.has(to)) found.add(`${from}>${to}`)
      else if (!done.has(to)) visit(to)
    }
    open.delete(state)
    done.add(state)
  }
  for (const state of [START, ...states]) if (!done.has(state)) visit(state)
  return found
}

/** In which row each state is. */
function rowsOf(states: string[], forward: [string, string][]): Map<string, number> {
  const rows = new Map(states.map((state) => [state, 1]))
  rows.set(START, 0)
  // The longest way has no more steps than there are states.
  for (let step = 0; step <= states.length; step += 1) {
    for (const [from, to] of forward) rows.set(to, Math.max(rows.get(to) ?? 1, (rows.get(from) ?? 0) + 1))
  }
  return rows
}

const round = (number: number) => Math.round(number * 10) / 10

export function layout(diagram: StateDiagram): Layout {
  const states = diagram.states.map(({ state }) => state)
  const key = ({ from, to }: Transition): [string, string] => [from ?? START, to]
  const edges = diagram.transitions.map(key)
  const back = backward(states, edges)
  const forward = edges.filter(([from, to]) => !back.has(`${from}>${to}`))
  const rowOf = rowsOf(states, forward)
  const rows: Node[][] = []
  const put = (row: number, node: Node) => {
    ;(rows[row] ??= []).push(node)
    return node
  }
  const nodes = new Map<string, Node>()
  for (const name of [START, ...states]) {
    const width = name === START ? 10 : Math.round(name.length * LETTER + 22)
    nodes.set(name, put(rowOf.get(name) ?? 1, { name, isState: name !== START, width, x: 0 }))
  }
  // Each way is a list of nodes, one a row, so that a long arrow leads around what stands between.
  const ways = new Map<string, Node[]>()
  for (const [from, to] of forward) {
    const way: Node[] = []
    for (let row = (rowOf.get(from) ?? 0) + 1; row < (rowOf.get(to) ?? 0); row += 1) {
      way.push(put(row, { name: `${from}>${to}@${row}`, isState: false, width: 8, x: 0 }))
    }
    const ends = [nodes.get(from), nodes.get(to)]
    if (ends[0] !== undefined && ends[1] !== undefined) ways.set(`${from}>${to}`, [ends[0], ...way, ends[1]])
  }
  place(rows, [...ways.values()])

  const top = (node: Node) => (rows.findIndex((row) => row.includes(node)) - 1) * ROW + 34
  const placed = rows.flat()
  const left = Math.min(...placed.map((node) => node.x - node.width / 2)) - 6
  let right = Math.max(...placed.map((node) => node.x + node.width / 2)) + 6
  const arrows = diagram.transitions.map((transition): Arrow => {
    const [from, to] = key(transition)
    const way = ways.get(`${from}>${to}`)
    if (way !== undefined) return { ...transition, path: downwards(way, top) }
    const [one, other] = [nodes.get(from), nodes.get(to)]
    if (one === undefined || other === undefined) return { ...transition, path: '' }
    const out = Math.max(one.x + one.width / 2, other.x + other.width / 2) + 34
    right = Math.max(right, out)
    const [y, end] = [top(one) + HEIGHT / 2, top(other) + HEIGHT / 2]
    const path = `M${round(one.x + one.width / 2)} ${y}C${round(out)} ${y} ${round(out)} ${end} ${round(other.x + other.width / 2 + 5)} ${end}`
    return { ...transition, path }
  })
  const boxes = placed
    .filter((node) => node.isState)
    .map((node) => ({
      state: node.name,
      x: round(node.x - node.width / 2),
      y: top(node),
      width: node.width,
      height: HEIGHT,
    }))
  const height = (rows.length - 2) * ROW + 34 + HEIGHT + 6
  return {
    left: round(left),
    width: round(right - left),
    height,
    boxes,
    arrows,
    start: { x: round(nodes.get(START)?.x ?? 0), y: 8 },
  }
}

/** Orders each row by what it is connected with, and puts it side by side around the middle. */
function place(rows: Node[][], ways: Node[][]): void {
  const steps = ways.flatMap((way) =>
    way.slice(1).map((node, index): [Node | undefined, Node] => [way[index], node]),
  )
  const spread = (row: Node[]) => {
    const width = row.reduce((sum, node) => sum + node.width, 0) + GAP * (row.length - 1)
    let x = -width / 2
    for (const node of row) {
      node.x = x + node.width / 2
      x += node.width + GAP
    }
  }
  rows.forEach(spread)
  for (let sweep = 0; sweep < 6; sweep += 1) {
    const down = sweep % 2 === 0
    for (const row of down ? rows : [...rows].reverse()) {
      const middle = new Map(
        row.map((node) => {
          const beside = steps.flatMap(([before, after]) => {
            if (down) return after === node && before !== undefined ? [before.x] : []
            return before === node ? [after.x] : []
          })
          return [node, beside.length === 0 ? node.x : beside.reduce((sum, x) => sum + x, 0) / beside.length]
        }),
      )
      row.sort((one, other) => (middle.get(one) ?? 0) - (middle.get(other) ?? 0))
      spread(row)
    }
  }
}

/** A curve from the foot of the first node to the head of the last, straight through those between. */
function downwards(way: Node[], top: (node: Node) => number): string {
  const [first, ...rest] = way
  if (first === undefined) return ''
  let [x, y] = [first.x, first.isState ? top(first) + HEIGHT : 13]
  let path = `M${round(x)} ${y}`
  for (const node of rest) {
    const end = top(node) - (node.isState ? 5 : 0)
    const half = (y + end) / 2
    path += `C${round(x)} ${half} ${round(node.x)} ${half} ${round(node.x)} ${end}`
    if (!node.isState) path += `V${end + HEIGHT}`
    ;[x, y] = [node.x, end + HEIGHT]
  }
  return path
}
