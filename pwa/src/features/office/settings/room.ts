/** This room's pages in the office. */
import type { OfficeRoom } from '../pages'

const meta = { words: ['settings'] }

export const room: OfficeRoom = {
  pages: [{ name: 'settings', path: '/office/settings', icon: 'sliders', needs: ['rule.read', 'calendar.write'], group: 'house', at: 8 }],
  routes: [
    { path: 'settings', component: () => import('./SettingsPage.vue'), meta },
    { path: 'settings/calendar', component: () => import('./CalendarPage.vue'), meta },
  ],
}
