/** Which site is being looked at. */
import { expect, it } from 'vitest'
import type { CarriedMission } from '@/api/types'
import { hereOf, type Walk } from './useToday'

const site = (id: string, opened_at: string | null, moves: string[]) => ({ site: { id, opened_at, opened_offline: false, moves }, visits: [], left: 0 })
const walk = (id: string, committed: boolean, ...stops: unknown[]): Walk => ({ mission: { id, committed } as CarriedMission, stops: stops as Walk['stops'] })

it('is the one opened last of those that may be finished', () => {
  const first = walk('m1', true, site('a', '2026-11-25T01:00:00Z', []), site('b', '2026-11-25T02:00:00Z', ['finish']), site('c', null, ['open']))
  const second = walk('m2', true, site('d', '2026-11-25T03:00:00Z', ['finish']))
  expect(hereOf([first, second])?.stop.site.id).toBe('d')
  expect(hereOf([first])?.stop.site.id).toBe('b')
})

it('is none before the commitment, and none where nothing is open', () => {
  expect(hereOf([walk('m1', false, site('a', '2026-11-25T01:00:00Z', ['finish']))])).toBeUndefined()
  expect(hereOf([walk('m1', true, site('a', null, ['open']), site('b', '2026-11-25T01:00:00Z', []))])).toBeUndefined()
})
