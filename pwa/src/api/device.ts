/** What this device calls itself where its owner looks for it: browser, system, model; never the whole line browsers send. */

const LONGEST = 100
const BROWSERS: readonly [RegExp, string][] = [
  [/MicroMessenger\//, 'WeChat'], [/DingTalk\//, 'DingTalk'], [/HuaweiBrowser\//, 'Huawei'], [/Edg(?:A|iOS)?\//, 'Edge'], [/(?:Firefox|FxiOS)\//, 'Firefox'],
  [/(?:Chrome|CriOS)\//, 'Chrome'], [/Safari\//, 'Safari'],
]
const SYSTEMS: readonly [RegExp, string][] = [
  [/HarmonyOS|OpenHarmony/, 'HarmonyOS'], [/iPhone/, 'iPhone'], [/iPad/, 'iPad'], [/Windows/, 'Windows'], [/Mac OS X/, 'Mac'], [/Linux/, 'Linux'],
]

/** The short name of a browser's own line. */
export function shortName(agent: string): string {
  const android = /Android ([\d.]+)(?:; ([^;)]+?))?(?: Build\/[^;)]*)?[;)]/.exec(agent)
  const model = android?.[2]
  const system = android ? [`Android ${android[1]}`, model === 'K' ? undefined : model] : [SYSTEMS.find(([mark]) => mark.test(agent))?.[1]]
  return [BROWSERS.find(([mark]) => mark.test(agent))?.[1], ...system].filter(Boolean).join(' · ').slice(0, LONGEST)
}

export function deviceName(): string {
  return shortName(navigator.userAgent)
}
