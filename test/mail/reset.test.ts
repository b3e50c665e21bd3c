import { expect, test } from 'vitest'
import { locales } from '../../shared/domain/users.ts'
import { messagesFor } from '../../shared/mail/messages/index.ts'
import { passwordNotice } from '../../shared/mail/password-notice.ts'
import { resetMail } from '../../shared/mail/reset.ts'
import { sample } from './sample.ts'

const { product } = sample
const placeholder = '{####}'
const link = `https://roster.example/reset#code=${placeholder}&email=maria%40example.com&locale=en`

test.each(locales)(
  'the mail for a new password in %s is one that Cognito takes: its placeholder in it, and not too long',
  locale => {
    const mail = resetMail({ locale, product, link, code: placeholder })
    expect(mail.html.length).toBeLessThan(20_000)
    expect(mail.subject.length).toBeLessThanOrEqual(140)
    expect(mail.html).toContain(`href="${link.replaceAll('&', '&amp;')}"`)
    expect(mail.html.indexOf(placeholder), 'the link comes before the code').toBe(mail.html.indexOf('#code=') + '#code='.length)
    expect(mail.html).toContain(`>${placeholder}<`)
    expect(mail.html).toContain(messagesFor(locale).messages.reset.unexpected)
  },
)

test('without a code to type the mail asks for none', () => {
  const { codeLead } = messagesFor('en').messages.reset
  const mail = resetMail({ locale: 'en', product, link, code: null })
  for (const body of [mail.html, mail.text]) expect(body).not.toContain(codeLead)
  expect(mail.text).toContain(link)
})

test.each(locales)('the notice in %s has no link, and names the organization only where its administrator did it', locale => {
  const byMail = passwordNotice({ locale, product, organizationName: null })
  const byAdmin = passwordNotice({ locale, product, organizationName: 'Evil <b>.example' })
  for (const { html, text } of [byMail, byAdmin]) expect(html + text).not.toMatch(/<a |https?:/)
  expect(byMail.text).not.toContain('Evil')
  expect(byAdmin.text).toContain('Evil')
  expect(byAdmin.html).not.toContain('<b>')
})
