/** What is one's own to say: interests 回避申报, deputies 代办, devices 登录设备 and their signature 设备签名, and the word of a second inspector 待我确认. */
import type { RouteRecordRaw } from 'vue-router'

const meta = { words: ['mine', 'notices'] }

export const routes: RouteRecordRaw[] = [
  { path: 'interests', component: () => import('./InterestsPage.vue'), meta },
  { path: 'delegations', component: () => import('./DelegationsPage.vue'), meta },
  { path: 'devices', component: () => import('./DevicesPage.vue'), meta },
  { path: 'pin', component: () => import('./PinPage.vue'), meta },
  { path: 'signing', component: () => import('./SigningPage.vue'), meta },
  { path: 'confirmations', component: () => import('./ConfirmationsPage.vue'), meta },
  { path: 'confirmations/:id', component: () => import('./ConfirmationPage.vue'), props: true, meta },
]
