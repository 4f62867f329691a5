/** Which page, and who may see it: nobody passes without a session, each role lands at its own work. */
import { createRouter, createWebHistory, type RouteLocationNormalized } from 'vue-router'
import { officeRoutes } from '@/features/office/routes'
import { phoneRoutes } from '@/features/phone/routes'
import { can, is, me } from '@/offline/session'
import { loadWords } from '@/shared/i18n'

const PUBLIC = '/signin'

/** Where a user begins the day. */
export function landing(): string {
  if (is('inspector', 'team_leader')) return '/phone/today'
  if (is('unit_contact', 'unit_principal', 'department')) return '/phone/orders'
  // A desk does not fit a phone: there the notices come first.
  return can('notice.read') && matchMedia('(max-width: 700px)').matches ? '/phone/notices' : '/office'
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

/** The files of words a page needs: its frame's and its room's own, `meta: { words: ['missions'] }`. */
function wordsOf(to: RouteLocationNormalized): string[] {
  return to.matched.flatMap(record => record.meta.words ?? [])
}

router.beforeEach(async to => {
  // An address that was itself a redirect says nothing about where the user wanted to go.
  if (!me() && to.path !== PUBLIC) return { path: PUBLIC, query: to.redirectedFrom ? {} : { next: to.fullPath } }
  await Promise.all(wordsOf(to).map(loadWords))
  return true
})
