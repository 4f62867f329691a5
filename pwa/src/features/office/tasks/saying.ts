/** A progress report or an answer as the form holds it, and as it is sent. */

export interface Say { id: string; text: string; figures: Record<string, string>; as_of: string; signed_by: string; truth: boolean }

export function blankSay(): Say {
  return { id: crypto.randomUUID(), text: '', figures: {}, as_of: '', signed_by: '', truth: false }
}

const given = (figures: Say['figures']): [string, string][] => Object.entries(figures).filter(([, said]) => said.trim() !== '')

export function sayLacks(kind: 'progress' | 'answer', form: Say): string[] {
  const lacks = given(form.figures).filter(([, said]) => !Number.isFinite(Number(said))).map(([name]) => `figures/${name}`)
  if (!form.text.trim()) lacks.push('text')
  if (kind === 'answer' && !form.signed_by.trim()) lacks.push('signed_by')
  if (!form.truth) lacks.push('truth')
  return lacks
}

/** A figure is as of the day named, or of today. */
export function sayOf(kind: 'progress' | 'answer', form: Say, today: string): Record<string, unknown> {
  const figures = given(form.figures).map(([name, said]) => ({ name, actual: Number(said), as_of: form.as_of || today }))
  return { id: form.id, text: form.text.trim(), figures, truth_statement: true, ...kind === 'answer' && { signed_by: form.signed_by.trim() } }
}
