/** The unit's matters 督查事项 on the phone. */
import type { RouteRecordRaw } from 'vue-router'

const meta = { words: ['matters', 'tasks'] }

export const routes: RouteRecordRaw[] = [
  { path: 'tasks', component: () => import('./TasksPage.vue'), meta },
  { path: 'tasks/:id', component: () => import('./TaskPage.vue'), props: true, meta },
]
