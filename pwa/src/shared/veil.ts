/** Nothing of the work in the app switcher: the page is covered before the system takes its picture of it. */

const veil = (on: boolean): void => { document.documentElement.toggleAttribute('data-veiled', on) }

/** `covers`: whether there is anything to cover; `back`: what is looked at before the page shows again. */
export function watchVeil(covers: () => boolean, back: () => void): void {
  addEventListener('pagehide', () => { veil(covers()) })
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') veil(covers())
    else {
      back()
      veil(false)
    }
  })
  addEventListener('pageshow', () => { back(); veil(false) })
}
