/** The outbox as a file to carry, and the list of receipts 回执清单. */
import type { RouteRecordRaw } from 'vue-router'

const meta = { words: ['parcel'] }

export const routes: RouteRecordRaw[] = [
  { path: 'parcel', component: () => import('./ParcelPage.vue'), meta },
  { path: 'receipts', component: () => import('./ReceiptsPage.vue'), meta },
]
