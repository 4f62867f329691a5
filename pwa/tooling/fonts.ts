/** Drops Vant's icon font: it is fetched from a stranger's server, and our icons are outlines of our own. */
import type { Plugin } from 'vite'

const ICON_SHEET = /\/vant\/.*\/icon\/index\.css$/
const FACE = /@font-face\s*\{[^}]*\}/g

export function noIconFont(): Plugin {
  return {
    name: 'mingcha-no-icon-font',
    enforce: 'pre',
    transform: (code, id) => ICON_SHEET.test(id) ? { code: code.replace(FACE, ''), map: null } : undefined,
  }
}
