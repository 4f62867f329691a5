/** A unit's own results on the phone. */
import type { RouteRecordRaw } from 'vue-router'

const meta = { words: ['results'] }

export const routes: RouteRecordRaw[] = [
  { path: 'results', component: () => import('./ResultsPage.vue'), meta },
  { path: 'examples', component: () => import('./ExamplesPage.vue'), meta: { words: ['results', 'notices'] } },
  { path: 'results/:id', component: () => import('./ResultPage.vue'), props: true, meta },
]
