/** Today's work: the tasks assigned to me with their sites, and what was begun at each. */
import { computed } from 'vue'
import type { CarriedMission, MissionSite, ReportSummary, Task } from '@/api/types'
import type { OutboxItem, Visit } from '@/offline/model'
import { me } from '@/offline/session'
import { visits as allVisits } from '@/offline/visits'
import { useLive } from '@/shared/useLive'
import { useMissions, useReports, useTasks } from '../useRows'
import { useSync } from '../useSync'

export type Progress = 'todo' | 'draft' | 'queued' | 'delivered' | 'visited'
/** `visit` was made on this device; `report` is the newest the office has of this site for this task, by anybody. */
export interface Point { task: Task; index: number; name: string; visit: Visit | undefined; report: ReportSummary | undefined; state: Progress; left: number }

function stateOf(visit: Visit | undefined, item: OutboxItem | undefined, report: ReportSummary | undefined): Progress {
  if (!visit) return report ? 'visited' : 'todo'
  if (!visit.sealed_at) return 'draft'
  return item?.state === 'delivered' ? 'delivered' : 'queued'
}

const left = (item: OutboxItem | undefined): number => item?.photos.filter(line => line.state !== 'delivered').length ?? 0

export function pointsOf(task: Task, visits: Visit[], outbox: OutboxItem[], reports: ReportSummary[] = []): Point[] {
  const known = reports.filter(one => one.task_id === task.id && one.state !== 'void')
  return task.sites.map((site, index) => {
    const visit = visits.find(one => one.task_id === task.id && one.site?.name === site.name)
    const item = outbox.find(held => held.id === visit?.id)
    const report = known.find(one => one.site.name === site.name)
    return { task, index, name: site.name, visit, report, state: stateOf(visit, item, report), left: left(item) }
  })
}

/** What was done on this device at a site of a mission. */
export interface Stop { site: CarriedMission['sites'][number]; visits: Visit[]; left: number }

function stopsOf(mission: CarriedMission, visits: Visit[], outbox: OutboxItem[]): Stop[] {
  return mission.sites.map(site => {
    const own = visits.filter(one => one.mission_id === mission.id && one.site?.name === site.name && site.name !== null)
    return { site, visits: own, left: own.reduce((sum, one) => sum + left(outbox.find(item => item.id === one.id)), 0) }
  })
}

/** When it was opened: by the phone's own word where there was no network. */
export const openedAt = (site: MissionSite): string => (site.opened_offline ? site.opened_device_at : site.opened_at) ?? ''

export interface Walk { mission: CarriedMission; stops: Stop[] }

/** The site being looked at: of those opened and not finished the one opened last. */
export function hereOf(walks: Walk[]): { mission: CarriedMission; stop: Stop } | undefined {
  const open = walks.filter(({ mission }) => mission.committed)
    .flatMap(({ mission, stops }) => stops.filter(({ site }) => site.moves.includes('finish')).map(stop => ({ mission, stop })))
  return open.sort((a, b) => openedAt(b.stop.site).localeCompare(openedAt(a.stop.site)))[0]
}

export function useToday() {
  const tasks = useTasks()
  const carried = useMissions()
  const visits = useLive(allVisits, [], ['drafts', 'session'])
  const reports = useReports()
  const sync = useSync()
  const mine = computed(() => tasks.value.filter(task => task.inspectors.some(person => person.id === me()?.id)))
  const cards = computed(() => mine.value.map(task => ({ task, points: pointsOf(task, visits.value, sync.list.value, reports.value) })))
  const missions = computed(() => carried.value.map(mission => ({ mission, stops: stopsOf(mission, visits.value, sync.list.value) })))
  const here = computed(() => hereOf(missions.value))
  const drafts = computed(() => visits.value.filter(visit => !visit.sealed_at))
  return { cards, drafts, here, missions, ...sync }
}
