/** Single keys rest while something is being typed. */
import { expect, it } from 'vitest'
import { isTyping } from './useShortcuts'

function inside(html: string): Element {
  document.body.innerHTML = html
  return document.body.querySelector('[data-here]')!
}

it.each(['<input data-here>', '<textarea data-here></textarea>', '<div role="dialog"><b data-here></b></div>', '<i role="combobox" data-here></i>'])('%s is typing', html => {
  expect(isTyping(inside(html))).toBe(true)
})

it.each(['<button data-here></button>', '<input type="radio" data-here>', '<p data-here></p>'])('%s is not', html => {
  expect(isTyping(inside(html))).toBe(false)
})
