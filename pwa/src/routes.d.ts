/** What a route may say of itself. */
import 'vue-router'

declare module 'vue-router' {
  interface RouteMeta {
    /** Files of words in `locales/<language>/` that the page needs. */
    words?: string[]
  }
}
