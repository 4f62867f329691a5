/** This room's pages in the office. */
import type { OfficeRoom } from '../pages'

const words = { meta: { words: ['telegrams'] } }

export const room: OfficeRoom = {
  pages: [{ name: 'telegrams', path: '/office/telegrams', icon: 'file', needs: ['telegram.draft', 'telegram.sign'], group: 'desk', at: 4 }],
  routes: [
    { path: 'telegrams', component: () => import('./TelegramsPage.vue'), ...words },
    { path: 'telegrams/:id', component: () => import('./TelegramPage.vue'), props: true, ...words },
    { path: 'telegrams/:id/edit', component: () => import('./EditPage.vue'), props: true, ...words },
  ],
}
