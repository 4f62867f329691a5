/** This room's pages on the phone. */
import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  { path: 'notices', component: () => import('./NoticesPage.vue') },
]
