import { expect, test } from 'vitest'
import { locales } from '../../shared/domain/users.ts'
import { invitationHtml } from '../../shared/mail/invitation-html.ts'
import { invitationView } from '../../shared/mail/invitation-view.ts'
import { messagesFor } from '../../shared/mail/messages/index.ts'
import { sample } from './sample.ts'

test.each(locales)('every text for %s says something', wanted => {
  const { locale, messages } = messagesFor(wanted)
  expect(locales).toContain(locale)
  const values = { inviter: 'Ina', organization: 'Acme', product: 'Pro', until: 'then', count: 1 }
  const texts = Object.values(messages).map(text => (typeof text === 'string' ? text : text(values)))
  for (const text of texts) expect(text).toMatch(/\S/)
})

test('a mail that reads from the right has its lines and its quote begin there', () => {
  const html = invitationHtml({ ...invitationView(sample), locale: 'ar', dir: 'rtl', start: 'right' })
  expect(html).toContain('<html lang="ar" dir="rtl">')
  expect(html).toContain('border-right:3px')
  expect(html).not.toMatch(/border-left|text-align:left|<(?!a )[^>]*dir="ltr"/)
})
