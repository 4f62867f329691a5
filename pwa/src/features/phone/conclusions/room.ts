/** This room's pages on the phone. */
import type { RouteRecordRaw } from 'vue-router'

const meta = { words: ['conclusions', 'notices'] }

export const routes: RouteRecordRaw[] = [
  { path: 'conclusions', component: () => import('./ConclusionsPage.vue'), meta },
  { path: 'conclusions/:id', component: () => import('./ConclusionPage.vue'), props: true, meta },
]
