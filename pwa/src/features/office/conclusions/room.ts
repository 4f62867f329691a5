/** This room's pages in the office. */
import type { OfficeRoom } from '../pages'

const meta = { words: ['conclusions'] }

export const room: OfficeRoom = {
  pages: [{ name: 'conclusions', path: '/office/conclusions', icon: 'gavel', needs: ['conclusion.read', 'review.read'], group: 'desk', at: 7 }],
  routes: [
    { path: 'conclusions', component: () => import('./ConclusionsPage.vue'), meta },
    { path: 'conclusions/reviews', component: () => import('./ReviewsPage.vue'), meta },
    { path: 'conclusions/reviews/:id', component: () => import('./ReviewPage.vue'), props: true, meta },
    { path: 'conclusions/:id', component: () => import('./ConclusionPage.vue'), props: true, meta },
  ],
}
