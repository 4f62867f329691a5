/** What became of my findings: what was asked, how they were decided, and supplementing one. */
import type { RouteRecordRaw } from 'vue-router'

const words = { meta: { words: ['notices'] } }

export const routes: RouteRecordRaw[] = [
  { path: 'findings', component: () => import('./FindingsPage.vue'), ...words },
  { path: 'findings/:id', component: () => import('./FindingPage.vue'), props: true, ...words },
]
