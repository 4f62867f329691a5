/** This room's pages in the office. */
import type { OfficeRoom } from '../pages'

const meta = { words: ['missions'] }

export const room: OfficeRoom = {
  pages: [{ name: 'missions', path: '/office/missions', icon: 'target', needs: ['mission.read'], group: 'plan', at: 2 }],
  routes: [
    { path: 'missions', component: () => import('./MissionsPage.vue'), meta },
    { path: 'missions/:id', component: () => import('./MissionPage.vue'), props: true, meta },
  ],
}
