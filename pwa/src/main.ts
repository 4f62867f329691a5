/** Start: theme and words, then whoever was here last, then the page; the network comes after all of it. */
import { createApp } from 'vue'
import App from './App.vue'
import { keptMe } from './api/tokens'
import { start as startEngine } from './offline/engine'
import { lockIfIdle, watchIdle } from './offline/idle'
import { me, restore } from './offline/session'
import { register } from './offline/update'
import { router } from './router'
import { on } from './shared/bus'
import { i18n, loadWords, nameWindow } from './shared/i18n'
import { applyTheme } from './shared/settings'
import { watchVeil } from './shared/veil'
import './styles/tokens.css'
import './styles/base.css'

/** Another tab signed in as somebody else: this one must not go on as the first. */
function followOtherTabs(): void {
  on('session', () => {
    void keptMe().then(kept => { if (me() && kept && kept.id !== me()?.id) location.assign('/') })
  })
}

/** Another page went over to a new version, and this one asks for a part of the old: what is written is on the disk, so it begins anew. */
function followVersions(): void {
  addEventListener('vite:preloadError', () => { location.reload() })
}

async function start(): Promise<void> {
  applyTheme()
  followVersions()
  await Promise.all([loadWords('common'), restore()])
  nameWindow()
  createApp(App).use(i18n).use(router).mount('#app')
  followOtherTabs()
  watchIdle()
  watchVeil(() => me() !== null && location.pathname.startsWith('/phone'), () => { lockIfIdle() })
  startEngine()
  await register()
}

void start()
