/** This room's pages in the office. */
import type { OfficeRoom } from '../pages'

export const room: OfficeRoom = {
  pages: [{ name: 'ledger', path: '/office/ledger', icon: 'table', needs: ['ledger.read'], group: 'desk', at: 2 }],
  routes: [
    { path: 'ledger', component: () => import('./LedgerPage.vue') },
  ],
}
