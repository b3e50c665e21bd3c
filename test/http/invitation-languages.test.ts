import { beforeAll, expect, test } from 'vitest'
import { locales } from '../../shared/domain/users.ts'
import { ask, mailTo, settle, tokenFor } from '../support/api.ts'
import { createOrg, freshEmail, invited, type Org } from '../support/people.ts'
import { useStack } from '../support/stack.ts'

const stack = useStack()
let org: Org
beforeAll(async () => {
  org = await createOrg(stack(), 'Acme')
})

const expected = {
  en: { subject: 'Olga Owner invites you to Acme on Roster', said: ['Accept invitation', 'Your role', 'Member'] },
  fr: { subject: 'Olga Owner vous invite à rejoindre Acme sur Roster', said: ['Accepter l’invitation', 'Votre rôle', 'Membre'] },
  de: { subject: 'Olga Owner lädt Sie zu Acme auf Roster ein', said: ['Einladung annehmen', 'Ihre Rolle', 'Mitglied'] },
  es: { subject: 'Olga Owner le invita a unirse a Acme en Roster', said: ['Aceptar la invitación', 'Su rol', 'Miembro'] },
  pt: { subject: 'Olga Owner convida você a se juntar a Acme em Roster', said: ['Aceitar o convite', 'Sua função', 'Membro'] },
  ja: { subject: 'Olga OwnerさんからRosterの「Acme」への招待', said: ['招待を承諾する', 'あなたの役割', 'メンバー'] },
  ar: { subject: 'دعوة من Olga Owner للانضمام إلى Acme على Roster', said: ['قبول الدعوة', 'دورك', 'عضو'] },
}

const newestTo = async (email: string) => {
  const [mail] = await mailTo(stack(), email)
  return mail
}

test.each(locales)(
  'M4: whoever is invited in %s gets a mail in it, and its link leads to a page that will speak it',
  async locale => {
    const email = freshEmail()
    await invited(stack(), org, { email, locale, roleIds: ['rol_member'] })
    const mail = await newestTo(email)
    const { subject, said } = expected[locale]
    expect(mail?.subject).toBe(subject)
    expect(mail?.html).toContain(`<html lang="${locale}" dir="${locale === 'ar' ? 'rtl' : 'ltr'}">`)
    for (const words of said) expect(mail?.html).toContain(words)
    for (const words of said.slice(1)) expect(mail?.text).toContain(words)
    const token = await tokenFor(stack(), email)
    expect((await ask(stack(), 'POST', '/v1/invitations/lookup', { body: { token } })).body.locale).toBe(locale)
  },
)

test('M4, M11: after the language of a pending invitation is changed, it is sent again in the new one', async () => {
  const email = freshEmail()
  const { user, invitation } = await invited(stack(), org, { email, locale: 'de' })
  expect((await newestTo(email))?.subject).toBe(expected.de.subject)
  const asOwner = { token: org.owner.token }
  const path = `/v1/orgs/${org.id}`
  expect((await ask(stack(), 'PATCH', `${path}/users/${user.id}`, { ...asOwner, body: { locale: 'ja' } })).status).toBe(200)
  expect((await ask(stack(), 'POST', `${path}/invitations/${invitation.id}/resend`, asOwner)).status).toBe(200)
  await settle(stack())
  expect((await newestTo(email))?.subject).toBe(expected.ja.subject)
})

test('a language that there is not is refused, with those that there are', async () => {
  const answer = await ask(stack(), 'POST', `/v1/orgs/${org.id}/invitations`, {
    token: org.owner.token,
    body: { invitations: [{ email: freshEmail(), locale: 'tlh' }] },
  })
  const [{ status, error }] = answer.body.results
  expect(status).toBe('failed')
  expect(error.errors[0].message).toContain(locales.join(', '))
})
