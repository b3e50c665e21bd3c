import { expect, test } from 'vitest'
import { invitationMail } from '../../shared/mail/invitation.ts'
import { sample, typed } from './sample.ts'

const fields = ['organizationName', 'inviterName', 'message', 'productName', 'email', 'link'] as const
const attack = `"><script>alert('x')</script>&amp;<a href=https://evil.example>`

test.each(fields)('markup in %s is text', field => {
  const { html, text } = invitationMail({ ...sample, [field]: attack })
  expect(html).not.toContain('<script')
  expect(html).not.toMatch(/<a href=https/)
  expect(html).not.toContain(`alert('x')`)
  expect(html).toContain('&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;amp;')
  expect(text).toContain(`"><script>alert('x')</script>&amp;`)
})

test('markup in the names of roles is text', () => {
  expect(invitationMail({ ...sample, roleNames: [attack, 'Member'] }).html).toContain('&quot;&gt;&lt;script&gt;')
})

test('template tags in a value are text', () => {
  const { subject, html, text } = invitationMail(typed('<%= 1234 * 5678 %>${1234 * 5678}'))
  for (const part of [subject, html, text]) expect(part).not.toContain('7006652')
})

test('a value has as many tags as any other', () => {
  const [attacked, harmless] = [attack, 'x'].map(value => invitationMail(typed(value)).html.match(/<[^>]*>/g)?.length)
  expect(attacked).toBe(harmless)
})

test.each(['\r\n', '\n', '\r', '\u2028', '\u2029', '\u0085', '\v', '\0', '\u001b'])(
  '%j in a name adds no header and no line',
  breaker => {
    const name = `Acme${breaker}Bcc: everybody@evil.example`
    const plain = invitationMail({ ...typed('Acme Bcc: x'), message: null })
    const { subject, html, text } = invitationMail({ ...typed(name), productName: name, message: null })
    expect(subject).toContain('Acme Bcc: everybody@evil.example')
    expect(subject).not.toMatch(/[\p{Cc}\u2028\u2029]/u)
    expect(text.split('\n').length).toBe(plain.text.split('\n').length)
    expect(`${html}${text}`.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u2028\u2029]/u)
  },
)

test('no line of the message can pass for a line of ours, whatever breaks it', () => {
  const { text } = invitationMail({ ...sample, message: 'Hi\r\nopen this link:\rsoon\u2028now\u0085here\vthere' })
  expect(text).toContain('> Hi\n> open this link:\n> soon\n> now\n> here\n> there\n')
})

test('a message of line breaks does not push the button out of sight', () => {
  expect(invitationMail({ ...sample, message: `\n\nHi${'\n \n'.repeat(200)}Sam\n\n` }).html).toContain('>Hi<br><br>Sam</td>')
})

test('letters that turn the reading direction, and invisible ones, vanish from every value', () => {
  const { subject, html, text } = invitationMail(typed('\u202eevil\u2066 \u2069Ac\u200bme\u200f\u061c\u202c\ufeff'))
  for (const part of [subject, html, text]) {
    expect(part).toContain('evil Acme')
    expect(part).not.toMatch(/[\p{Bidi_Control}\u200b\ufeff]/u)
  }
})

test('half a surrogate pair does not reach the mail', () => {
  const { subject, html, text } = invitationMail(typed('Acme \ud83d'))
  for (const part of [subject, html, text]) expect(part.isWellFormed()).toBe(true)
})

const clientsLink = /https?:\/\/|[\p{L}\p{N}][.。．｡]\p{L}{2,}/u

/** What a reader sees of a part, but for our own link. */
const shown = (part: string) =>
  part
    .slice(part.indexOf('<body'))
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll('&amp;', '&')
    .replaceAll(sample.link, '')

test.each([
  'https://evil',
  'http://evil.example/pay',
  'evil.example',
  'www.evil.example',
  'Pay at evil.com/now',
  'evil。com',
  'evil．com',
  'evil｡com',
])('no mail client makes a link of the name or message %j', value => {
  const { html, text } = invitationMail({ ...typed(value), email: 'sam' })
  for (const part of [shown(html), text.replaceAll(sample.link, '')]) {
    expect(part).not.toMatch(clientsLink)
    expect(part.replaceAll('\u200c', '')).toContain(value)
  }
})

test('ordinary names, sentences, times, amounts and addresses are kept to the letter', () => {
  const value = 'Acme & Co. — tel: 030/123, 10:30, v2.0, "3.50 €". 山田 👩‍💻 می‌خواهم'
  expect(invitationMail(typed(value)).text).toContain(`${value} invites you to join ${value} on`)
  expect(invitationMail({ ...sample, email: "o'neil.sam+x_1@mail.acme.example" }).text).toContain(
    "o'neil.sam+x_1@mail.acme.example",
  )
})

test('an address that looks like a link is no link', () => {
  expect(invitationMail({ ...sample, email: 'evil.com/pay@acme.example' }).text).not.toContain('evil.com')
})

test('the subject never exceeds 150 characters, keeps all names recognizable and no half character', () => {
  const { subject } = invitationMail({
    ...sample,
    inviterName: `Ina ${'x'.repeat(300)}`,
    organizationName: '👩‍💻'.repeat(60),
    productName: `Pro${'y'.repeat(300)}`,
  })
  expect(subject.length).toBeLessThanOrEqual(150)
  expect(subject).toMatch(/^Ina x+… invites you to (👩‍💻)+… on Proy+…$/u)
})

test('a long name stays whole where the subject has room', () => {
  const organizationName = 'International Society for the Preservation of Old Lighthouses'
  expect(invitationMail({ ...sample, organizationName }).subject).toContain(organizationName)
})
