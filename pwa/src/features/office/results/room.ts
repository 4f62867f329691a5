/** This room's pages in the office: the office's own work, and what the discipline office and the media were handed. */
import type { OfficeRoom } from '../pages'

const meta = { words: ['results'] }

export const room: OfficeRoom = {
  pages: [{ name: 'results', path: '/office/results', icon: 'gavel', needs: ['result.draft', 'result.approve', 'result.outcome', 'result.air'], group: 'study', at: 6 }],
  routes: [
    { path: 'results', component: () => import('./ResultsPage.vue'), meta },
    { path: 'results/examples', component: () => import('./ExamplesPage.vue'), meta },
    { path: 'results/units/:id', component: () => import('./UnitFilePage.vue'), props: true, meta },
    { path: 'results/:id', component: () => import('./ResultPage.vue'), props: true, meta },
  ],
}
