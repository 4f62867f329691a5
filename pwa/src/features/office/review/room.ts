/** This room's pages in the office. */
import type { OfficeRoom } from '../pages'

export const room: OfficeRoom = {
  pages: [{ name: 'review', path: '/office/review', icon: 'inbox', needs: ['report.review', 'finding.decide'], group: 'desk', at: 1 }],
  routes: [
    { path: 'review', component: () => import('./ReviewPage.vue') },
  ],
}
