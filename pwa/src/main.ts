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

async function start(): Promise<void> {
  applyTheme()
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
