/** This room's pages in the office. */
import type { OfficeRoom } from '../pages'

export const room: OfficeRoom = {
  pages: [{ name: 'orders', path: '/office/orders', icon: 'list', needs: ['order.issue', 'order.judge', 'ledger.read'], group: 'desk', at: 3 }],
  routes: [
    { path: 'orders', component: () => import('./OrdersPage.vue') },
    { path: 'orders/:id', component: () => import('./OrderPage.vue'), props: true, meta: { words: ['rectify'] } },
  ],
}
