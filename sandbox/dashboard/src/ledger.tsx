// What all payments come to, by currency.
import { useCell } from './cell.ts'
import { overview } from './live.ts'

const COLUMNS = ['authorized', 'captured', 'refunded', 'disputed', 'net'] as const

export function Ledger() {
  const shown = useCell(overview)
  const ledger = shown?.ledger ?? []
  return (
    <section class="panel" aria-labelledby="ledger-title">
      <h2 id="ledger-title">Ledger</h2>
      {ledger.length === 0 ? (
        <p class="empty">No money was authorized yet, and none ever is: these are the sandbox’s sums.</p>
      ) : (
        <table class="ledger">
          <thead>
            <tr>
              <td />
              {ledger.map(({ currencyCode }) => (
                <th key={currencyCode} scope="col">
                  {currencyCode}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {COLUMNS.map((column) => (
              <tr key={column} class={column}>
                <th scope="row">{column.charAt(0).toUpperCase() + column.slice(1)}</th>
                {ledger.map((row) => (
                  <td key={row.currencyCode}>{row[column]}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}
