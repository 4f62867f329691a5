/** The office's pages; loaded only when one is opened. */
import type { RouteRecordRaw } from 'vue-router'
import { firstPage } from './pages'

export const officeRoutes: RouteRecordRaw[] = [
  {
    path: '/office',
    component: () => import('./OfficeLayout.vue'),
    children: [
      { path: '', redirect: () => firstPage() },
      { path: 'review', component: () => import('./review/ReviewPage.vue') },
      { path: 'ledger', component: () => import('./ledger/LedgerPage.vue') },
      { path: 'orders', component: () => import('./orders/OrdersPage.vue') },
      { path: 'orders/:id', component: () => import('./orders/OrderPage.vue'), props: true },
      { path: 'tasks', component: () => import('./tasks/TasksPage.vue') },
      { path: 'none', component: () => import('./NoWorkPage.vue') },
    ],
  },
]
