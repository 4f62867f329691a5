/** The office's pages; loaded only when one is opened. */
import type { RouteRecordRaw } from 'vue-router'
import { firstPage, roomRoutes } from './pages'

export const officeRoutes: RouteRecordRaw[] = [
  {
    path: '/office',
    component: () => import('./OfficeLayout.vue'),
    meta: { words: ['office', 'mine'] },
    children: [
      { path: '', redirect: () => firstPage() },
      ...roomRoutes,
      { path: 'none', component: () => import('./NoWorkPage.vue') },
    ],
  },
]
