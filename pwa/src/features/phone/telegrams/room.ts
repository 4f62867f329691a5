/** This room's pages on the phone: telegrams to my unit, and its difficulties. */
import type { RouteRecordRaw } from 'vue-router'

const words = { meta: { words: ['notices'] } }

export const routes: RouteRecordRaw[] = [
  { path: 'telegrams', component: () => import('./TelegramsPage.vue'), ...words },
  { path: 'telegrams/:id', component: () => import('./TelegramPage.vue'), props: true, ...words },
  { path: 'difficulties', component: () => import('./DifficultiesPage.vue'), ...words },
]
