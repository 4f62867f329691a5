/** The random draw of a mission; it is reached from the mission's own page. */
import type { OfficeRoom } from '../pages'

export const room: OfficeRoom = {
  pages: [],
  routes: [{ path: 'missions/:id/draw', component: () => import('./DrawPage.vue'), props: true, meta: { words: ['draw'] } }],
}
