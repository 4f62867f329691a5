/** The phone's pages: inspectors and responsible units. A room may add its own in `room.ts`. */
import type { RouteRecordRaw } from 'vue-router'

const frame = () => import('./PhoneFrame.vue')
const rooms = Object.values(import.meta.glob<RouteRecordRaw[]>('./*/room.ts', { eager: true, import: 'routes' }))

export const phoneRoutes: RouteRecordRaw[] = [{
  path: '/phone',
  component: frame,
  meta: { words: ['phone'] },
  children: [
    { path: 'today', component: () => import('./today/TodayPage.vue'), meta: { words: ['rectify', 'missions'] } },
    { path: 'camera', component: () => import('./camera/CameraPage.vue') },
    { path: 'visits/:id', component: () => import('./visit/VisitPage.vue'), props: true },
    { path: 'visits/:id/findings/:findingId', component: () => import('./visit/FindingPage.vue'), props: true },
    { path: 'reports', component: () => import('./reports/ReportsPage.vue') },
    { path: 'reports/:id', component: () => import('./reports/ReportPage.vue'), props: true, meta: { words: ['notices'] } },
    { path: 'outbox', component: () => import('./outbox/OutboxPage.vue') },
    { path: 'outbox/:id', component: () => import('./outbox/ReceiptPage.vue'), props: true },
    { path: 'orders', component: () => import('./orders/OrdersPage.vue') },
    { path: 'orders/:id', component: () => import('./orders/OrderPage.vue'), props: true, meta: { words: ['rectify'] } },
    { path: 'me', component: () => import('./me/MePage.vue') },
    ...rooms.flat(),
  ],
}]
