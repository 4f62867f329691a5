/** The leader's cockpit, and the duty table with its alarms. */
import type { OfficeRoom } from '../pages'

const meta = { words: ['indicators'] }
export const room: OfficeRoom = {
  pages: [
    { name: 'cockpit', path: '/office/cockpit', icon: 'table', needs: ['indicator.read'], group: 'study', at: 1 },
    { name: 'duties', path: '/office/duties', icon: 'alert', needs: ['indicator.read'], group: 'study', at: 2 },
  ],
  routes: [
    { path: 'cockpit', component: () => import('./CockpitPage.vue'), meta },
    { path: 'duties', component: () => import('./DutiesPage.vue'), meta },
  ],
}
