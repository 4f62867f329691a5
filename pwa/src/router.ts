/** Which page, and who may see it: nobody passes without a session, each role lands at its own work. */
import { createRouter, createWebHistory, type RouteLocationNormalized } from 'vue-router'
import { officeRoutes } from '@/features/office/routes'
import { phoneRoutes } from '@/features/phone/routes'
import { is, me } from '@/offline/session'
import { loadWords } from '@/shared/i18n'

const PUBLIC = '/signin'

/** Where a user begins the day. */
export function landing(): string {
  if (is('inspector', 'team_leader')) return '/phone/today'
  if (is('unit_contact', 'unit_principal', 'department')) return '/phone/orders'
  return '/office'
}

export const router = createRouter({
  history: createWebHistory(),
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
  routes: [
    { path: PUBLIC, component: () => import('@/features/signin/SignInPage.vue') },
    ...phoneRoutes,
    ...officeRoutes,
    { path: '/:rest(.*)*', redirect: () => landing() },
  ],
})

function feature(to: RouteLocationNormalized): string | undefined {
  return ['phone', 'office'].find(name => to.path === `/${name}` || to.path.startsWith(`/${name}/`))
}

router.beforeEach(async to => {
  // An address that was itself a redirect says nothing about where the user wanted to go.
  if (!me() && to.path !== PUBLIC) return { path: PUBLIC, query: to.redirectedFrom ? {} : { next: to.fullPath } }
  const room = feature(to)
  if (room) await loadWords(room)
  return true
})
