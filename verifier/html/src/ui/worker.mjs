/** The work behind the page: in a worker made of the page's own script, or on the page where none can be had. */
import { TrustError, verify } from '../verify.mjs'

const BETWEEN = 100 // ms between two words about progress

/** What became of it: {answer}, {mistake: field}, or {fault: 'unreadable' | message}. */
async function work({ file, trust }, told) {
  let last = 0
  try {
    const answer = await verify(file, trust, {
      told: (done, total, step) => {
        const now = performance.now()
        if (done !== total && now - last < BETWEEN) return
        last = now
        told({ done, total, step })
      },
    })
    return { answer }
  } catch (error) {
    if (error instanceof TrustError) return { mistake: error.field }
    return { fault: error instanceof DOMException ? 'unreadable' : String(error?.stack ?? error) }
  }
}

/** Answer the page, when this script runs as the worker. */
export function serve() {
  self.onmessage = async ({ data }) => self.postMessage(await work(data, progress => self.postMessage({ progress })))
}

/** Start; answers {done: promise of what became of it, stop}. */
export function start(script, given, told) {
  const worker = employ(script)
  if (!worker) return { done: work(given, told), stop: undefined }
  let heard = false
  const done = new Promise(resolve => {
    worker.onmessage = ({ data }) => {
      heard = true
      if (data.progress) return told(data.progress)
      worker.terminate()
      resolve(data)
    }
    worker.onerror = event => resolve(heard ? { fault: String(event.message) } : work(given, told)) // a browser that lets no worker start
    worker.postMessage(given)
  })
  return { done, stop: () => worker.terminate() }
}

function employ(script) {
  try {
    const address = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }))
    return new Worker(address)
  } catch {
    return undefined
  }
}
