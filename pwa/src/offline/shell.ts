/** What this page runs in: only an app on the home screen has a storage that nobody clears in passing (reliability.md §5). */

export type Shell = 'app' | 'tab' | 'webview'

/** Browsers inside other apps: WeChat, WeCom, DingTalk, QQ, Alipay, and Android's own view. */
const HOSTS = /MicroMessenger|wxwork|DingTalk|AlipayClient|\bQQ\/|; wv\)/i
const QUIET_MS = 24 * 3_600_000
const KEY = 'shell-told'

export function shellOf(agent: string, standalone: boolean): Shell {
  if (HOSTS.test(agent)) return 'webview'
  return standalone ? 'app' : 'tab'
}

export function shell(): Shell {
  const ios = (navigator as { standalone?: boolean }).standalone === true
  return shellOf(navigator.userAgent, ios || matchMedia('(display-mode: standalone), (display-mode: fullscreen), (display-mode: minimal-ui)').matches)
}

/** Read and put aside: it comes back the next day, for what it warns of has not changed. */
export function putAside(now = Date.now()): void {
  localStorage.setItem(KEY, String(now))
}

export function asideNow(now = Date.now()): boolean {
  const at = Number(localStorage.getItem(KEY) ?? 0)
  return at > 0 && now >= at && now - at < QUIET_MS
}
