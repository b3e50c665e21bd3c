import { describe, expect, test } from 'vitest'
import { refusals } from '../../shared/domain/refusals.ts'
import { acceptInvitation, declineInvitation, lookupInvitation } from '../../shared/routes/invitations.ts'
import { en } from '../../web/messages/en.ts'
import { languages as spoken } from '../../web/messages.ts'
import { textsOf } from '../support/catalogues.ts'

/** With every value, and without the first one, which may be unknown. */
const calls = [
  ['{first}', '{second}', '{third}'],
  [null, '{second}', '{third}'],
]
const placeholders = (text: string) => [...new Set(text.match(/\{\w+\}/g))].toSorted()

const english = textsOf(en, calls)
/** Words that are the same as in English. */
const same: Record<string, string[]> = { es: ['home.roles'] }

describe.each(Object.entries(spoken).filter(([code]) => code !== 'en'))('the pages in %s', (code, { load }) => {
  test('have every text, and none too many', async () => {
    expect(Object.keys(textsOf(await load(), calls)).toSorted()).toEqual(Object.keys(english).toSorted())
  })

  test('give each text the values that the English one has', async () => {
    const own = textsOf(await load(), calls)
    for (const [key, text] of Object.entries(own)) expect(placeholders(text), key).toEqual(placeholders(english[key] ?? ''))
  })

  test('leave nothing in English', async () => {
    const own = textsOf(await load(), calls)
    const untranslated = Object.entries(own).flatMap(([key, text]) => (text === english[key] ? [key] : []))
    expect(untranslated).toEqual(same[code] ?? [])
    for (const text of Object.values(own)) expect(text).toMatch(/\p{L}/u)
  })
})

test('every refusal that the accept page can meet has words on it', () => {
  const views = ['sign_in_required', 'wrong_account', 'rate_limited'] // the last by how long to wait
  const known = [...Object.keys(en.problems), ...Object.keys(en.notices), ...views]
  const met = [lookupInvitation, acceptInvitation, declineInvitation].flatMap((route): string[] => [...route.refusals])
  expect([...met, 'validation_failed', 'internal_error'].filter(code => !known.includes(code))).toEqual([])
  expect(known.filter(code => !(code in refusals))).toEqual([])
})
