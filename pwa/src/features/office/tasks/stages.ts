/** Where a matter stands: the tabs of the list, and the steps of its own page. */
import type { Task, TaskState } from '@/api/types'

export const STAGES = {
  all: [],
  prepare: ['draft', 'pending_approval', 'approved'],
  sign: ['dispatched'],
  work: ['signed', 'in_progress'],
  judge: ['feedback_submitted'],
  closed: ['closed'],
  rest: ['suspended', 'cancelled'],
  archived: ['archived'],
} as const satisfies Record<string, readonly TaskState[]>
export type StageName = keyof typeof STAGES

export function stageNames(): StageName[] {
  return Object.keys(STAGES) as StageName[]
}

export function statesOf(stage: string | undefined): readonly TaskState[] {
  return STAGES[stage as StageName] ?? []
}

export function countOf(stage: StageName, counts: Record<string, number>): number {
  const states: readonly string[] = stage === 'all' ? Object.keys(counts) : STAGES[stage]
  return states.reduce((sum, state) => sum + (counts[state] ?? 0), 0)
}

export const STEPS = ['prepare', 'dispatched', 'signed', 'work', 'feedback', 'closed', 'archived'] as const
export type StepName = typeof STEPS[number]
export interface StepMark { name: StepName; mark: 'done' | 'now' | 'late' | 'todo' | 'off'; at: string | null }

/** The step that waits for somebody, by state; what rests or was cancelled stands still where it was dispatched. */
const WAITS: Record<TaskState, number> = {
  draft: 0, pending_approval: 0, approved: 1, dispatched: 2, signed: 3, in_progress: 3, feedback_submitted: 5, closed: 6, archived: 7, suspended: 3, cancelled: 1,
}

export function steps(task: Task): StepMark[] {
  const waits = WAITS[task.state]
  const off = task.state === 'cancelled' || task.state === 'suspended'
  const at: Partial<Record<StepName, string | null>> = { prepare: task.created_at, dispatched: task.dispatched_at, signed: task.signed_at, closed: task.closed_at }
  return STEPS.map((name, n) => {
    const here = off ? 'off' : task.light === 'red' ? 'late' : 'now'
    return { name, mark: n < waits ? 'done' : n === waits ? here : 'todo', at: n < waits ? at[name] ?? null : null }
  })
}
