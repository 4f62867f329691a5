/** Tabs and steps of a matter. */
import { expect, it } from 'vitest'
import type { Task } from '@/api/types'
import { countOf, stageNames, statesOf, steps } from './stages'

const task = (changes: Partial<Task>): Task => ({ created_at: '2026-11-01T00:00:00Z', dispatched_at: null, signed_at: null, closed_at: null, light: 'green', ...changes }) as Task
const marks = (changes: Partial<Task>): string => steps(task(changes)).map(step => step.mark).join(' ')

it('counts every state once among its tabs', () => {
  const states = stageNames().flatMap(name => statesOf(name))
  expect(new Set(states).size).toBe(states.length)
  expect(states.length).toBe(11)
  expect(countOf('work', { signed: 2, in_progress: 3, closed: 9 })).toBe(5)
  expect(countOf('all', { signed: 2, closed: 9 })).toBe(11)
})

it('says which step waits and whether it is late', () => {
  expect(marks({ state: 'draft' })).toBe('now todo todo todo todo todo todo')
  expect(marks({ state: 'in_progress', light: 'red' })).toBe('done done done late todo todo todo')
  expect(marks({ state: 'feedback_submitted' })).toBe('done done done done done now todo')
  expect(marks({ state: 'archived' })).toBe('done done done done done done done')
  expect(marks({ state: 'suspended', light: 'grey' })).toBe('done done done off todo todo todo')
})
