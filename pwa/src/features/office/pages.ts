/** Which office pages exist and who may open them: the sidebar, and where `/office` leads. */
import type { Permission } from '@/api/types'
import { can } from '@/offline/session'
import type { OfficeIconName } from './icons'

export interface OfficePage { name: 'review' | 'ledger' | 'orders' | 'tasks'; path: string; icon: OfficeIconName; needs: Permission[] }

export const PAGES: readonly OfficePage[] = [
  { name: 'review', path: '/office/review', icon: 'inbox', needs: ['report.review', 'finding.decide'] },
  { name: 'ledger', path: '/office/ledger', icon: 'table', needs: ['ledger.read'] },
  { name: 'orders', path: '/office/orders', icon: 'list', needs: ['order.issue', 'order.judge', 'ledger.read'] },
  { name: 'tasks', path: '/office/tasks', icon: 'route', needs: ['task.write', 'task.read'] },
]

export function openPages(): OfficePage[] {
  return PAGES.filter(page => page.needs.some(can))
}

export function firstPage(): string {
  return openPages()[0]?.path ?? '/office/none'
}
