/** Which office pages exist and who may open them: the sidebar, and where `/office` leads. Each room adds its own in `room.ts`. */
import type { RouteRecordRaw } from 'vue-router'
import type { Permission } from '@/api/types'
import { can } from '@/offline/session'
import type { OfficeIconName } from './icons'

export const GROUPS = ['desk', 'study', 'plan', 'house'] as const

/** `name` is also its label's key, `office.nav.<name>`; `at` orders pages within their group. */
export interface OfficePage { name: string; path: string; icon: OfficeIconName; needs: Permission[]; group: typeof GROUPS[number]; at: number }

/** What one room brings: its pages for the sidebar and all its routes below `/office`. Routes name their words in `meta.words`. */
export interface OfficeRoom { pages: OfficePage[]; routes: RouteRecordRaw[] }

const rooms = Object.values(import.meta.glob<OfficeRoom>('./*/room.ts', { eager: true, import: 'room' }))

export const roomRoutes: RouteRecordRaw[] = rooms.flatMap(room => room.routes)
export const PAGES: readonly OfficePage[] = rooms.flatMap(room => room.pages)
  .sort((a, b) => GROUPS.indexOf(a.group) - GROUPS.indexOf(b.group) || a.at - b.at)

export function openPages(): OfficePage[] {
  return PAGES.filter(page => page.needs.some(can))
}

export function firstPage(): string {
  return openPages()[0]?.path ?? '/office/none'
}
