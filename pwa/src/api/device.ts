/** What this device calls itself: as much of the browser's own line as the server keeps. */

const LONGEST = 100

export function deviceName(): string {
  return navigator.userAgent.slice(0, LONGEST)
}
