import { describe, expect, test } from 'vitest'
import { locales } from '../../shared/domain/users.ts'
import { type InvitationMail, invitationMail } from '../../shared/mail/invitation.ts'
import { sample, typed, unisolated } from './sample.ts'

const fields = ['organizationName', 'inviterName', 'message', 'email', 'link'] as const
const named = (name: string) => ({ product: { ...sample.product, name } })
const attack = `"><script>alert('x')</script>&amp;<a href=https://evil.example>`
const escaped = '&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;amp;'

/** Signs of direction that are not ours: ours come in pairs, and are not nested. */
const strayDirection = (part: string) => /\p{Bidi_Control}/u.test(part.replaceAll(/\u2068[^\u2066-\u2069\n]*\u2069/g, ''))

describe.each(locales)('in %s', locale => {
  const mailOf = (values: Partial<InvitationMail>) => invitationMail({ ...sample, ...values, locale })
  const typedMail = (value: string) => mailOf(typed(value))

  test.each([...fields, 'product'] as const)('markup in %s is text', field => {
    const { html, text } = mailOf(field === 'product' ? named(attack) : { [field]: attack })
    expect(html).not.toContain('<script')
    expect(html).not.toMatch(/<a href=https/)
    expect(html).not.toContain(`alert('x')`)
    expect(html).toContain(escaped)
    expect(text).toContain(`"><script>alert('x')</script>&amp;`)
  })

  test('markup in the names of roles is text', () => {
    expect(mailOf({ roles: [{ id: 'rol_custom', name: attack }, ...sample.roles] }).html).toContain('&quot;&gt;&lt;script&gt;')
  })

  test('template tags in a value are text', () => {
    const { subject, html, text } = typedMail('<%= 1234 * 5678 %>${1234 * 5678}')
    for (const part of [subject, html, text]) expect(part).not.toContain('7006652')
  })

  test('a value has as many tags as any other', () => {
    const [attacked, harmless] = [attack, 'x'].map(value => typedMail(value).html.match(/<[^>]*>/g)?.length)
    expect(attacked).toBe(harmless)
  })

  test.each(['\r\n', '\n', '\r', '\u2028', '\u2029', '\u0085', '\v', '\0', '\u001b'])(
    '%j in a name adds no header and no line',
    breaker => {
      const name = `Acme${breaker}Bcc: everybody@evil.example`
      const plain = mailOf({ ...typed('Acme Bcc: x'), message: null })
      const { subject, html, text } = mailOf({ ...typed(name), ...named(name), message: null })
      expect(subject).toContain('Acme Bcc: everybody@evil.example')
      expect(subject).not.toMatch(/[\p{Cc}\u2028\u2029]/u)
      expect(text.split('\n').length).toBe(plain.text.split('\n').length)
      expect(`${html}${text}`.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u2028\u2029]/u)
    },
  )

  test('letters that turn the reading direction, and invisible ones, vanish from every value', () => {
    const { subject, html, text } = typedMail('\u202eevil\u2066 \u2069Ac\u200bme\u200f\u061c\u202c\ufeff')
    for (const part of [subject, html, text]) {
      expect(part).toContain('evil Acme')
      expect(part).not.toMatch(/[\u200b\ufeff]/u)
      expect(strayDirection(part)).toBe(false)
    }
    expect(subject).not.toMatch(/\p{Bidi_Control}/u)
  })

  test('half a surrogate pair does not reach the mail', () => {
    const { subject, html, text } = typedMail('Acme \ud83d')
    for (const part of [subject, html, text]) expect(part.isWellFormed()).toBe(true)
  })

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
    const { html, text } = mailOf({ ...typed(value), email: 'sam' })
    // In Japanese our own sentences end with what may also part a domain.
    const ours = linkable(mailOf({ ...typed('x'), email: 'sam' }).text.replaceAll(sample.link, ''))
    for (const part of [shown(html), text.replaceAll(sample.link, '')]) {
      expect(linkable(part)).toEqual(ours)
      expect(part.replaceAll('\u200c', '')).toContain(value)
    }
  })

  test('ordinary names, sentences, times, amounts and addresses are kept to the letter', () => {
    const value = 'Acme & Co. — tel: 030/123, 10:30, v2.0, "3.50 €". 山田 👩‍💻 می‌خواهم'
    const { text } = typedMail(value)
    expect(unisolated(text).split(value).length).toBeGreaterThan(5)
    expect(text).toContain(`> ${value}\n`)
    expect(mailOf({ email: "o'neil.sam+x_1@mail.acme.example" }).text).toContain("o'neil.sam+x_1@mail.acme.example")
  })

  test('an address that looks like a link is no link', () => {
    expect(mailOf({ email: 'evil.com/pay@acme.example' }).text).not.toContain('evil.com')
  })

  test('the subject never exceeds 150 characters, keeps all names recognizable and no half character', () => {
    const { subject } = mailOf({
      inviterName: `Ina ${'x'.repeat(300)}`,
      organizationName: '👩‍💻'.repeat(60),
      ...named(`Pro${'y'.repeat(300)}`),
    })
    expect(subject.length).toBeLessThanOrEqual(150)
    for (const name of [/Ina x+…/u, /(👩‍💻)+…/u, /Proy+…/u]) expect(subject).toMatch(name)
    expect(subject.isWellFormed()).toBe(true)
  })
})

const linkable = (part: string) => part.match(/https?:\/\/|[\p{L}\p{N}][.。．｡]\p{L}{2,}/gu) ?? []

/** What a reader sees of a part, but for our own link. */
const shown = (part: string) =>
  part
    .slice(part.indexOf('<body'))
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll('&amp;', '&')
    .replaceAll(sample.link, '')

test('no line of the message can pass for a line of ours, whatever breaks it', () => {
  const { text } = invitationMail({ ...sample, message: 'Hi\r\nopen this link:\rsoon\u2028now\u0085here\vthere' })
  expect(text).toContain('> Hi\n> open this link:\n> soon\n> now\n> here\n> there\n')
})

test('a message of line breaks does not push the button out of sight', () => {
  expect(invitationMail({ ...sample, message: `\n\nHi${'\n \n'.repeat(200)}Sam\n\n` }).html).toContain('>Hi<br><br>Sam</td>')
})

test('a long name stays whole where the subject has room', () => {
  const organizationName = 'International Society for the Preservation of Old Lighthouses'
  expect(invitationMail({ ...sample, organizationName }).subject).toContain(organizationName)
})
