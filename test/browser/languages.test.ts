import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { freshEmail, PASSWORD, signIn } from '../support/people.ts'
import { maria, useStage } from './stage.ts'

const stage = useStage()

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name, exact: true }).waitFor()
const openLink = (page: Page, token: string) => page.goto(`${stage.outputs('ApiUrl')}/accept#${token}`)
const spokenBy = (page: Page) => page.evaluate(() => [document.documentElement.lang, document.documentElement.dir])
const meOf = async (email: string, password: string) =>
  (await stage.api('GET', '/v1/me', { token: await signIn(stage.target(), email, password) })).body

test('M4: the page speaks the invitation’s language; another one can be chosen, loses nothing typed, and becomes the person’s', async () => {
  const email = freshEmail('amal')
  const page = await stage.open({ locale: 'de-AT' })
  await openLink(page, await stage.invite(email, { locale: 'fr' }))
  await heading(page, 'Rejoindre Acme')
  expect(await spokenBy(page)).toEqual(['fr', 'ltr'])
  expect(await page.locator('time').innerText()).toMatch(/^\d{1,2} \p{L}+ \d{4} à \d{2}:\d{2} UTC\+\d$/u)
  await page.getByLabel('Prénom').fill('Amal')
  await page.getByLabel('Nom (facultatif)').fill('Haddad')
  await page.getByLabel('Mot de passe', { exact: true }).fill(PASSWORD)
  await page.getByLabel('Langue').selectOption('ar')
  await heading(page, 'الانضمام إلى \u2068Acme\u2069')
  expect(await spokenBy(page)).toEqual(['ar', 'rtl'])
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('language')
  expect(await page.getByLabel('الاسم الأول').inputValue()).toBe('Amal')
  expect(await page.getByLabel('اسم العائلة').inputValue()).toBe('Haddad')
  expect(await page.content()).not.toContain(PASSWORD)
  await page.getByRole('button', { name: 'قبول الدعوة' }).click()
  await heading(page, 'تم انضمامك')
  const me = await meOf(email, PASSWORD)
  expect(me.memberships).toMatchObject([{ user: { locale: 'ar', firstName: 'Amal', lastName: 'Haddad' } }])
})

test('what only the server knows to refuse is said in the reader’s language, too', async () => {
  const page = await stage.open()
  await openLink(page, await stage.invite(freshEmail(), { locale: 'ja' }))
  await page.getByLabel('名', { exact: true }).fill('花子')
  await page.getByLabel('パスワード', { exact: true }).fill('password123')
  await page.getByRole('button', { name: '招待を承諾する' }).click()
  await page.getByText('下に示された箇所を確認してください。').waitFor()
  await page.getByText('このパスワードは、攻撃で最初に試されるものの一つです。').waitFor()
  expect(await page.locator('main').innerText()).not.toMatch(/attackers|it is one/)
})

test('a password that cannot be taken is told before it is sent, with the reason', async () => {
  const email = freshEmail('lea')
  const page = await stage.open()
  await openLink(page, await stage.invite(email, { locale: 'de', firstName: 'Lea' }))
  await heading(page, 'Ihre Einladung zu Acme')
  const sent: string[] = []
  page.on('request', request => sent.push(new URL(request.url()).pathname))
  const refusedFor = async (password: string, reason: string) => {
    await page.getByLabel('Passwort', { exact: true }).fill(password)
    await page.getByRole('button', { name: 'Einladung annehmen' }).click()
    await page.getByText(reason).waitFor()
  }
  await refusedFor('zu kurz', 'Das Passwort braucht mindestens 10 Zeichen.')
  await refusedFor(' davor ein Leerzeichen', 'Das Passwort darf nicht mit einem Leerzeichen beginnen oder enden.')
  await refusedFor('x1'.repeat(129), 'Das Passwort darf höchstens 256 Zeichen haben.')
  await refusedFor(email.toUpperCase(), 'Das Passwort darf nicht Ihre E-Mail-Adresse sein.')
  expect(sent).toEqual([])
})

test('a language chosen before signing in is there again afterwards, and becomes the person’s in that organization', async () => {
  await stage.createOrg('Initech', maria.email)
  const page = await stage.open()
  await openLink(page, await stage.secretFor(maria.email))
  await heading(page, 'Join Initech')
  await page.getByLabel('Language').selectOption('es')
  await page.getByRole('button', { name: 'Iniciar sesión para aceptar' }).click()
  await page.getByLabel('Email').fill(maria.email)
  await page.getByLabel('Password').fill(maria.password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await heading(page, 'Ya forma parte')
  expect(await page.locator('main').innerText()).toContain('Ahora es miembro de Initech.')
  const { memberships } = await meOf(maria.email, maria.password)
  const localeIn = Object.fromEntries(
    memberships.map((one: { organization: { name: string }; user: { locale: string } }) => [
      one.organization.name,
      one.user.locale,
    ]),
  )
  expect(localeIn).toMatchObject({ Acme: 'en', Initech: 'es' })
})

test('before an invitation is known the browser’s language counts, and what is wrong with a link is said in it', async () => {
  const page = await stage.open({ locale: 'pt-BR' })
  await page.goto(`${stage.outputs('ApiUrl')}/accept`)
  await heading(page, 'Abra o link do seu e-mail')
  await openLink(page, 'nonsense')
  await heading(page, 'Este link não é válido')
  await page.goto(stage.outputs('ApiUrl'))
  await heading(page, 'Boas-vindas a Roster')
})

test('a language that can’t be fetched gives way to the browser’s, and the invitation’s still becomes the person’s', async () => {
  const email = freshEmail('jiro')
  const page = await stage.open()
  await page.route(/\/assets\/ja-/, route => route.abort())
  await openLink(page, await stage.invite(email, { locale: 'ja' }))
  await heading(page, 'Join Acme')
  expect(await spokenBy(page)).toEqual(['en', 'ltr'])
  expect(await page.getByLabel('Language').inputValue()).toBe('ja')
  await page.getByLabel('First name').fill('Jiro')
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await page.getByRole('button', { name: 'Accept invitation' }).click()
  await heading(page, 'You are in')
  expect((await meOf(email, PASSWORD)).memberships).toMatchObject([{ user: { locale: 'ja' } }])
})
