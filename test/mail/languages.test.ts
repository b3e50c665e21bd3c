import { describe, expect, test } from 'vitest'
import { builtInRoles } from '../../shared/domain/roles.ts'
import { type Locale, locales } from '../../shared/domain/users.ts'
import { type InvitationMail, invitationMail } from '../../shared/mail/invitation.ts'
import { messagesFor } from '../../shared/mail/messages/index.ts'
import { textsOf } from '../support/catalogues.ts'
import { sample, unisolated } from './sample.ts'

const marks = { inviter: '{inviter}', organization: '{organization}', product: '{product}', until: '{until}' }
/** With an inviter and without, for one role and for several. */
const calls = [
  [{ ...marks, label: '{label}', value: '{value}', count: 1 }],
  [{ ...marks, inviter: null, label: '{label}', value: '{value}', count: 2 }],
]
const texts = (locale: Locale) => textsOf(messagesFor(locale).messages, calls)
const placeholders = (text: string) => [...new Set(text.match(/\{\w+\}/g))].toSorted()

const english = texts('en')
/** No words, so the same in these languages. */
const same = (key: string) => key.startsWith('detail')

describe.each(locales.filter(locale => locale !== 'en'))('the catalogue of %s', locale => {
  const own = texts(locale)

  test('has every text, and none too many', () => expect(Object.keys(own).toSorted()).toEqual(Object.keys(english).toSorted()))

  test('gives each text the values that the English one has', () => {
    for (const [key, text] of Object.entries(own)) expect(placeholders(text), key).toEqual(placeholders(english[key] ?? ''))
  })

  test('leaves nothing in English', () => {
    const untranslated = Object.entries(own).filter(([key, text]) => !same(key) && text === english[key])
    expect(untranslated).toEqual([])
    for (const text of Object.values(own)) expect(text).toMatch(/\p{L}/u)
  })
})

const fold = (text: string) => unisolated(text).replaceAll(/\s+/g, ' ')
const mailIn = (locale: Locale, values: Partial<InvitationMail> = {}) => invitationMail({ ...sample, ...values, locale })

test.each([
  [
    'en',
    'Maria Hernández invites you to Acme Robotics on Atmosly',
    'Thursday, March 5, 2026 at 14:30 UTC',
    'Site admin and Member',
  ],
  [
    'fr',
    'Maria Hernández vous invite à rejoindre Acme Robotics sur Atmosly',
    'jeudi 5 mars 2026 à 14:30 UTC',
    'Administrateur de site et Membre',
  ],
  [
    'de',
    'Maria Hernández lädt Sie zu Acme Robotics auf Atmosly ein',
    'Donnerstag, 5. März 2026 um 14:30 UTC',
    'Standortadministrator und Mitglied',
  ],
  [
    'es',
    'Maria Hernández le invita a unirse a Acme Robotics en Atmosly',
    'jueves, 5 de marzo de 2026, 14:30 UTC',
    'Administrador de sede y Miembro',
  ],
  [
    'pt',
    'Maria Hernández convida você a se juntar a Acme Robotics em Atmosly',
    'quinta-feira, 5 de março de 2026 às 14:30 UTC',
    'Administrador de unidade e Membro',
  ],
  ['ja', 'Maria HernándezさんからAtmoslyの「Acme Robotics」への招待', '2026年3月5日木曜日 14:30 UTC', '拠点管理者、メンバー'],
  ['ar', 'دعوة من Maria Hernández للانضمام إلى Acme Robotics على Atmosly', 'الخميس، 5 مارس 2026 في 14:30 UTC', 'مسؤول موقع وعضو'],
] as const)(
  'the mail in %s has its subject, its end in UTC and its roles in words of that language',
  (locale, subject, until, roles) => {
    const mail = mailIn(locale)
    expect(mail).toMatchObject({ locale, subject })
    expect(mail.html).toContain(`<html lang="${locale}" dir="${locale === 'ar' ? 'rtl' : 'ltr'}">`)
    for (const body of [fold(mail.html), fold(mail.text)]) {
      for (const part of ['Maria Hernández', 'Acme Robotics', 'Atmosly', 'sam@acme.example', until, roles])
        expect(body).toContain(part)
      expect(body).not.toMatch(/null|undefined|\[object/)
    }
  },
)

test('every built-in role has words in every language, the English ones its name in the API', () => {
  const named = Object.fromEntries(builtInRoles([]).map(({ id, name }) => [id, name]))
  expect(messagesFor('en').messages.roles).toEqual(named)
  for (const locale of locales) expect(Object.keys(messagesFor(locale).messages.roles)).toEqual(Object.keys(named))
})

test('a role of the organization’s own keeps its name, even one that is called like ours', () => {
  const { text } = mailIn('ja', { roles: [{ id: 'rol_01jd8', name: 'Member' }] })
  expect(text).toContain('あなたの役割：Member\n')
})

test('a mail that reads from the right has its lines and its quote begin there', () => {
  const { html } = mailIn('ar')
  expect(html).toContain('<html lang="ar" dir="rtl">')
  expect(html).toContain('border-right:3px')
  expect(html).not.toMatch(/border-left|text-align:left|<(?!a )[^>]*dir="ltr"/)
})

test.each([
  ['ar', 'Acme (UK) Ltd.'],
  ['en', 'شركة (2) Ltd.'],
] as const)('in %s a name that reads the other way mixes with nothing around it', (locale, organizationName) => {
  const { html, text, subject } = mailIn(locale, { organizationName })
  for (const part of [html.slice(html.indexOf('<body')), text]) {
    const times = (name: string) => part.split(name).length - 1
    expect(times(organizationName)).toBeGreaterThanOrEqual(2)
    expect(times(`\u2068${organizationName}\u2069`)).toBe(times(organizationName))
  }
  expect(subject).toContain(organizationName)
  expect(subject).not.toMatch(/\p{Bidi_Control}/u)
})

test('where everything reads one way, no invisible sign is in the mail', () => {
  for (const locale of locales.filter(one => one !== 'ar')) expect(mailIn(locale).text).not.toMatch(/\p{Bidi_Control}/u)
})
