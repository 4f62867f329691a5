/** This room's pages in the office. */
import type { OfficeRoom } from '../pages'

export const room: OfficeRoom = {
  pages: [{ name: 'coordination', path: '/office/coordination', icon: 'route', needs: ['coordination.raise', 'coordination.decide'], group: 'desk', at: 5 }],
  routes: [
    { path: 'coordination', component: () => import('./CoordinationPage.vue'), meta: { words: ['coordination'] } },
  ],
}
