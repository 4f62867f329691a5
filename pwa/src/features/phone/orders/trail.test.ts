/** The unit's story of its order: no name of the office's people, the newest step first. */
import { expect, it } from 'vitest'
import { trailOf } from './trail'

const step = (action: string, actor_name: string | null = null) => ({ at: '2026-11-20T02:00:00Z', action, actor_name, note: null, due_on: null, unit_name: null, result: null, finding_number: null })

it('says who did what, the newest first', () => {
  const told = trailOf({
    office_name: '县督查室', unit_name: '鹿鸣镇人民政府',
    timeline: [step('order.issued'), step('order.auto_signed'), step('order.answered', '陈示例'), step('order.return'), step('extension.filed'), step('extension.grant')],
  })
  expect(told.map(({ who, word, icon, tone }) => [who, word, icon, tone])).toEqual([
    ['县督查室', 'extension_grant', 'check', 'g'], ['鹿鸣镇人民政府', 'extension_filed', 'note', ''], ['县督查室', 'order_return', 'returned', 'r'],
    ['陈示例', 'order_answered', 'send', 'b'], ['', 'order_auto_signed', 'check', 'g'], ['县督查室', 'order_issued', 'flag', 'b'],
  ])
})
