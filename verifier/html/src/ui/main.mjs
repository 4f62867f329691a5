/** The page: what the reader gives, the work, and what came of it. */
import { bytes, byId } from './dom.mjs'
import { showResult } from './result.mjs'
import { language, speak, w } from './words.mjs'
import { serve, start } from './worker.mjs'

const state = { file: undefined, running: undefined, given: undefined, answer: undefined, word: undefined }
const FIELDS = ['root', 'witness', 'checkpoint', 'tsa']

if (typeof document === 'undefined') serve()
else open()

function open() {
  const script = document.currentScript.textContent
  byId('form').addEventListener('submit', event => {
    event.preventDefault()
    void run(script)
  })
  byId('stop').addEventListener('click', stop)
  byId('language').addEventListener('click', () => change(language() === 'zh' ? 'en' : 'zh'))
  byId('file').addEventListener('change', event => choose(event.target.files[0]))
  for (const id of ['checkpoint', 'tsa']) byId(id).addEventListener('change', showPicked)
  takeDrops()
  change(location.hash === '#en' ? 'en' : 'zh')
}

function change(name) {
  speak(name)
  document.documentElement.lang = name === 'zh' ? 'zh-CN' : 'en'
  for (const element of document.querySelectorAll('[data-w]')) element.textContent = w(element.dataset.w)
  byId('language').setAttribute('aria-label', w('languageName'))
  document.title = w('title')
  showChosen()
  showPicked()
  say(state.word)
  if (state.answer) showResult(byId('result'), state)
}

function takeDrops() {
  const zone = byId('drop')
  addEventListener('dragover', event => {
    event.preventDefault()
    zone.classList.add('over')
  })
  addEventListener('dragleave', event => event.relatedTarget ?? zone.classList.remove('over'))
  addEventListener('drop', event => {
    event.preventDefault()
    zone.classList.remove('over')
    choose(event.dataTransfer.files[0])
  })
}

function choose(file) {
  if (!file || state.running) return
  state.file = file
  forget()
  showChosen()
  byId('start').disabled = false
}

/** A verdict belongs to what was judged: it goes when anything of that is changed. */
function forget() {
  state.answer = undefined
  byId('result').hidden = true
  byId('result').replaceChildren()
  say(undefined)
}

function showChosen() {
  byId('chosen').textContent = state.file ? `${state.file.name.slice(0, 200)} · ${bytes(state.file.size)}` : w('drop')
  byId('drop').classList.toggle('full', Boolean(state.file))
  byId('start').textContent = w(state.answer ? 'again' : 'start')
}

function showPicked() {
  for (const id of ['checkpoint', 'tsa']) {
    const names = [...byId(id).files].map(file => file.name.slice(0, 80))
    byId(`${id}-n`).textContent = names.join('、') || w('none')
  }
}

async function readTrust() {
  const files = async id => Promise.all([...byId(id).files].map(async file => new Uint8Array(await file.slice(0, 1 << 20).arrayBuffer())))
  const lines = byId('witness').value.split('\n').map(line => line.trim()).filter(Boolean)
  return { root: byId('root').value, witnesses: lines, checkpoints: await files('checkpoint'), tsa: await files('tsa') }
}

async function run(script) {
  if (!state.file || state.running) return
  forget()
  FIELDS.forEach(field => complain(field, false))
  state.running = true
  busy(true)
  try {
    state.given = { file: state.file, trust: await readTrust() }
    const work = start(script, state.given, showProgress)
    state.running = work
    byId('stop').hidden = !work.stop
    await finish(await Promise.race([work.done, new Promise(resolve => { work.end = resolve })]))
  } catch {
    say('unreadable')
  } finally {
    state.running = undefined
    busy(false)
  }
}

function finish({ answer, mistake, fault, stopped }) {
  if (stopped) return say('stopped')
  if (mistake) {
    complain(mistake, true)
    return say('wrong')
  }
  if (fault) return say(fault === 'unreadable' ? 'unreadable' : 'fault')
  state.answer = answer
  state.at = Date.now()
  say(undefined)
  showResult(byId('result'), state)
  byId('result').hidden = false
  byId('result').focus({ preventScroll: true })
  byId('result').scrollIntoView({ block: 'start' })
}

function stop() {
  state.running?.stop?.()
  state.running?.end?.({ stopped: true })
}

function busy(on) {
  byId('progress').hidden = !on
  byId('progress').value = 0
  byId('start').disabled = on || !state.file
  byId('file').disabled = on
  if (!on) byId('stop').hidden = true
  showChosen()
}

function showProgress({ done, total, step }) {
  byId('progress').value = total ? done / total : 1
  byId('state').textContent = step === 'reading' ? `${w('reading')} ${bytes(done)} / ${bytes(total)}` : `${w('judging')} ${done} / ${total}`
}

function say(word) {
  state.word = word
  byId('state').textContent = word ? w(word) : ''
}

function complain(field, on) {
  const input = byId(field)
  const help = byId(`${field}-d`)
  input.setAttribute('aria-invalid', String(on))
  help.classList.toggle('bad', on)
  help.dataset.w = on ? `${field}Bad` : `${field}Help`
  help.textContent = w(help.dataset.w)
  if (on) input.focus()
}
