/** Autosave: written after a pause, not lost by a page that dies before it. */
import { mount } from '@vue/test-utils'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick, ref } from 'vue'
import { aDevice } from '../../../tests/device'
import { takePending, useSaved } from './useSaved'

vi.mock('vue-router', () => ({ onBeforeRouteLeave: () => undefined, onBeforeRouteUpdate: () => undefined }))

interface Note { id: string; text: string }
const note = ref<Note>({ id: 'n', text: '' })
const ready = ref(true)

function page(save: (note: Note) => Promise<void>) {
  return mount({ setup: () => useSaved(note, save, ready), template: '<p />' })
}

beforeEach(() => {
  vi.useFakeTimers()
  localStorage.clear()
  note.value = { id: 'n', text: '' }
})

describe('a note', () => {
  it('is written once, a third of a second after the last keystroke', async () => {
    const save = vi.fn(() => Promise.resolve())
    page(save)
    for (const text of ['a', 'ab', 'abc']) {
      note.value.text = text
      await nextTick()
      vi.advanceTimersByTime(200)
    }
    expect(save).not.toHaveBeenCalled()
    vi.advanceTimersByTime(300)
    expect(save.mock.calls).toEqual([[{ id: 'n', text: 'abc' }]])
  })

  it('is found again when the page died before the write was done', async () => {
    vi.useRealTimers()
    await aDevice()
    const made = vi.spyOn(crypto.subtle, 'encrypt')
    page(() => new Promise(() => undefined))
    await vi.waitFor(() => { expect(made).toHaveBeenCalled() })
    await made.mock.results[0]?.value
    await new Promise(go => setTimeout(go, 50))
    note.value.text = 'last words'
    await nextTick()
    dispatchEvent(new Event('pagehide'))
    expect(JSON.stringify({ ...localStorage })).not.toContain('last words')
    expect(await takePending<Note>('n')).toEqual({ id: 'n', text: 'last words' })
    expect(await takePending<Note>('n')).toBeUndefined()
  })

  it('that could not be written says so', async () => {
    const wrapper = page(() => Promise.reject(new Error('full')))
    note.value.text = 'x'
    await nextTick()
    await vi.advanceTimersByTimeAsync(400)
    expect(wrapper.vm.failed).toBe(true)
    expect(wrapper.vm.savedAt).toBeNull()
  })
})
