/** The inspector's second looks. */
import type { RouteRecordRaw } from 'vue-router'

const meta = { words: ['rectify'] }
export const routes: RouteRecordRaw[] = [
  { path: 'looks', component: () => import('./LooksPage.vue'), meta },
  { path: 'looks/:findingId', component: () => import('./LookPage.vue'), props: true, meta },
]
