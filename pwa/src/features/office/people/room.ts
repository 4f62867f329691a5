/** This room's pages in the office. */
import type { OfficeRoom } from '../pages'

const meta = { words: ['people'] }

export const room: OfficeRoom = {
  pages: [{ name: 'people', path: '/office/people', icon: 'user', needs: ['user.admin', 'role.grant', 'delegation.write', 'device.enrol', 'fleet.read'], group: 'house', at: 7 }],
  routes: [
    { path: 'people', component: () => import('./PeoplePage.vue'), meta },
    { path: 'people/delegations', component: () => import('./DelegationsPage.vue'), meta },
    { path: 'people/devices', component: () => import('./DevicesPage.vue'), meta },
    { path: 'people/fleet', component: () => import('./FleetPage.vue'), meta },
    { path: 'people/units', component: () => import('./UnitsPage.vue'), meta },
  ],
}
