/** This room's pages in the office. */
import type { OfficeRoom } from '../pages'

export const room: OfficeRoom = {
  pages: [{ name: 'audit', path: '/office/audit', icon: 'list', needs: ['audit.read'], group: 'house', at: 9 }],
  routes: [{ path: 'audit', component: () => import('./AuditPage.vue'), meta: { words: ['people'] } }],
}
