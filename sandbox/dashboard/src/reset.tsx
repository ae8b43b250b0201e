// Makes the sandbox empty, once somebody has said so twice.
import { useRef } from 'preact/hooks'
import { attempt } from './announce.tsx'
import { post } from './control.ts'
import { go } from './route.ts'

export function Reset() {
  const dialog = useRef<HTMLDialogElement>(null)
  const reset = async () => {
    dialog.current?.close()
    const done = await attempt(
      () => post('reset'),
      () => 'The sandbox is empty again.',
    )
    if (done !== undefined) go({ page: 'requests', id: null })
  }
  return (
    <>
      <button type="button" class="reset" onClick={() => dialog.current?.showModal()}>
        Reset…
      </button>
      <dialog ref={dialog} aria-labelledby="reset-title">
        <h2 id="reset-title">Reset the sandbox?</h2>
        <p>
          All objects, requests and faults are forgotten, and the clock goes back to this machine’s time.
          Merchants and keys stay.
        </p>
        <div class="buttons">
          <button type="button" onClick={() => dialog.current?.close()}>
            Keep everything
          </button>
          <button type="button" class="danger" onClick={() => void reset()}>
            Reset
          </button>
        </div>
      </dialog>
    </>
  )
}
