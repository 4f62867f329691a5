/** This room's pages in the office. */
import type { OfficeRoom } from '../pages'

const meta = { words: ['tasks'] }

export const room: OfficeRoom = {
  pages: [{ name: 'tasks', path: '/office/tasks', icon: 'route', needs: ['task.write', 'task.read'], group: 'plan', at: 1 }],
  routes: [
    { path: 'tasks', component: () => import('./TasksPage.vue'), meta },
    { path: 'tasks/split', component: () => import('./SplitPage.vue'), meta },
    { path: 'tasks/:id', component: () => import('./TaskPage.vue'), props: true, meta },
  ],
}
