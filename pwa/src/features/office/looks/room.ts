/** Planned second looks 回头看, and the ledgers of extensions and second looks. */
import type { OfficeRoom } from '../pages'

const meta = { words: ['rectify'] }
export const room: OfficeRoom = {
  pages: [
    { name: 'looks', path: '/office/looks', icon: 'route', needs: ['reinspection.plan'], group: 'desk', at: 4 },
    { name: 'partLedgers', path: '/office/part-ledgers', icon: 'table', needs: ['ledger.read'], group: 'study', at: 6 },
  ],
  routes: [
    { path: 'looks', component: () => import('./PlansPage.vue'), meta },
    { path: 'looks/:id', component: () => import('./PlanPage.vue'), props: true, meta },
    { path: 'part-ledgers', component: () => import('./LedgersPage.vue'), meta },
  ],
}
