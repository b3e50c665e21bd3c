import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { advance, settle } from '../support/api.ts'
import { freshEmail, PASSWORD } from '../support/people.ts'
import { forgot, linkFor, resetMails } from '../support/resets.ts'
import { axe, faultsOf } from './axe.ts'
import { owner, useStage } from './stage.ts'

const stage = useStage()
const chosen = 'my very own 43'

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name, exact: true }).waitFor()
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()
const open = (page: Page, hash: string) => page.goto(`${stage.outputs('ApiUrl')}/reset${hash && `#${hash}`}`)

/** Somebody of their own, active in the demo organization. */
async function somebody(locale = 'en'): Promise<string> {
  const email = freshEmail('forgetful')
  const token = await stage.invite(email, { locale, firstName: 'Fay' })
  const accepted = await stage.api('POST', '/v1/invitations/accept', { body: { token, password: PASSWORD } })
  expect(accepted.status, accepted.text).toBe(200)
  return email
}

async function linkTo(email: string): Promise<string> {
  await forgot(stage.target(), email)
  return (await linkFor(stage.target(), email)).hash
}

test('D11: from the login page to the mail, to a new password, and in with it; the address bar never keeps the code', async () => {
  const email = await somebody()
  const page = await stage.open()
  await page.goto(stage.outputs('ApiUrl'))
  await press(page, 'Sign in')
  await page.getByRole('link', { name: 'Forgot your password?' }).click()
  await page.getByLabel('Email').fill(email)
  await press(page, 'Send the code')
  await heading(page, 'Choose a new password')
  await settle(stage.target())
  const { hash, code } = await linkFor(stage.target(), email)
  await open(page, hash)
  await heading(page, 'Choose a new password')
  expect(page.url()).toBe(`${stage.outputs('ApiUrl')}/reset`)
  expect(await page.evaluate(() => JSON.stringify([localStorage, sessionStorage, document.cookie]))).not.toContain(code)
  expect(await page.getByLabel('Your email').inputValue()).toBe(email)
  await page.getByLabel('New password', { exact: true }).fill(chosen)
  await press(page, 'Save the password')
  await heading(page, 'Your password was changed')
  await page.getByRole('link', { name: 'Sign in' }).click()
  await press(page, 'Sign in')
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password').fill(chosen)
  await press(page, 'Sign in')
  await heading(page, 'Hello, Fay')
})

test('D11: the code of the same mail, typed at the login page itself, does it as well', async () => {
  const email = await somebody()
  const page = await stage.open()
  await page.goto(stage.outputs('ApiUrl'))
  await press(page, 'Sign in')
  await page.getByRole('link', { name: 'Forgot your password?' }).click()
  await page.getByLabel('Email').fill(email)
  await press(page, 'Send the code')
  await heading(page, 'Choose a new password')
  await page.getByLabel('Code from the mail').fill((await linkFor(stage.target(), email)).code)
  await page.getByLabel('New password', { exact: true }).fill(chosen)
  await page.getByLabel('New password again').fill(chosen)
  await press(page, 'Change the password')
  await heading(page, 'Sign in')
  await page.getByLabel('Password').fill(chosen)
  await press(page, 'Sign in')
  await heading(page, 'Hello, Fay')
})

test('what is wrong with the password is told at its field, before it is sent where the page can know it', async () => {
  const email = await somebody()
  const page = await stage.open()
  await open(page, await linkTo(email))
  const refusedFor = async (password: string, reason: string) => {
    await page.getByLabel('New password', { exact: true }).fill(password)
    await press(page, 'Save the password')
    await page.getByText(reason).waitFor()
  }
  await refusedFor('', 'Enter a password.')
  await refusedFor('too short', 'The password needs at least 10 characters.')
  await refusedFor(email, 'The password must not be your email address.')
  await refusedFor('password123', 'This password is one of those that attackers try first. Choose another.')
  await refusedFor('Roster-2026!', 'This password is one of those that attackers try first. Choose another.')
  await page.getByLabel('New password', { exact: true }).fill(chosen)
  await press(page, 'Save the password')
  await heading(page, 'Your password was changed')
})

test('a link that does not work any more says so and offers another one; without a link the page offers one, too', async () => {
  const email = await somebody()
  const page = await stage.open()
  const hash = await linkTo(email)
  await advance(stage.target(), 3601)
  await open(page, hash)
  await page.getByLabel('New password', { exact: true }).fill(chosen)
  await press(page, 'Save the password')
  await heading(page, 'Forgot your password?')
  await page.getByText('This link does not work any more').waitFor()
  expect(await page.getByLabel('Your email').inputValue()).toBe(email)
  await press(page, 'Send me a link')
  await heading(page, 'Look into your mailbox')
  expect(await resetMails(stage.target(), email)).toHaveLength(2)
  await open(page, '')
  await page.reload()
  await page.getByLabel('Your email').fill('nobody')
  await press(page, 'Send me a link')
  await page.getByText('Enter your email address.').waitFor()
  await page.getByLabel('Your email').fill('nobody@example.com')
  await press(page, 'Send me a link')
  await page.getByText('If nobody@example.com can sign in here, a mail is on its way to it.').waitFor()
})

test('T7: with a temporary password the hosted login asks for the own one before it lets anybody in', async () => {
  const email = await somebody()
  const token = await stage.tokenOf(owner)
  const { body } = await stage.api('GET', stage.orgPath(`/users?email=${encodeURIComponent(email)}`), { token })
  const path = stage.orgPath(`/users/${body.items[0].id}/reset-password`)
  const answer = await stage.api('POST', path, { token, body: { mode: 'temporary' } })
  const page = await stage.open()
  await page.goto(stage.outputs('ApiUrl'))
  await press(page, 'Sign in')
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password').fill(answer.body.temporaryPassword)
  await press(page, 'Sign in')
  await heading(page, 'Choose a new password')
  await page.getByLabel('New password', { exact: true }).fill(chosen)
  await page.getByLabel('New password again').fill(chosen)
  await press(page, 'Save and sign in')
  await heading(page, 'Hello, Fay')
})

const looks = [
  { colorScheme: 'light', viewport: { width: 320, height: 640 } },
  { colorScheme: 'dark', viewport: { width: 1280, height: 800 } },
] as const
const spoken = {
  en: ['Choose a new password', 'Save the password', 'Enter a password.'],
  fr: ['Choisir un nouveau mot de passe', 'Enregistrer le mot de passe', 'Indiquez un mot de passe.'],
  de: ['Neues Passwort wählen', 'Passwort speichern', 'Geben Sie ein Passwort ein.'],
  es: ['Elija una nueva contraseña', 'Guardar la contraseña', 'Escriba una contraseña.'],
  pt: ['Escolha uma nova senha', 'Salvar a senha', 'Digite uma senha.'],
  ja: ['新しいパスワードの設定', 'パスワードを保存する', 'パスワードを入力してください。'],
  ar: ['اختر كلمة مرور جديدة', 'حفظ كلمة المرور', 'يُرجى إدخال كلمة مرور.'],
} as const

describe.runIf(axe)('the reset page and its mail have no fault that axe knows', () => {
  test.each(looks)('$colorScheme: in every state', async look => {
    const email = await somebody()
    const page = await stage.open(look)
    const clean = async () => expect(await faultsOf(page)).toEqual([])
    const hash = await linkTo(email)
    const [mail] = await resetMails(stage.target(), email)
    await page.setContent(mail.html)
    expect((await faultsOf(page)).filter(fault => !/^(?:region|landmark-one-main):/.test(fault))).toEqual([])
    await open(page, hash)
    await heading(page, 'Choose a new password')
    await clean()
    await press(page, 'Save the password')
    await page.getByText('Enter a password.').waitFor()
    await clean()
    await page.getByLabel('New password', { exact: true }).fill(chosen)
    await press(page, 'Save the password')
    await heading(page, 'Your password was changed')
    await clean()
    await open(page, '')
    await page.reload()
    await heading(page, 'Forgot your password?')
    await clean()
    await page.getByLabel('Your email').fill(email)
    await press(page, 'Send me a link')
    await heading(page, 'Look into your mailbox')
    await clean()
  })

  test.each(Object.entries(spoken))('in %s, the language of the mail', async (locale, [title, save, missing]) => {
    const email = await somebody(locale)
    const page = await stage.open({ locale: 'en-US' })
    await open(page, await linkTo(email))
    await heading(page, title)
    expect(await page.locator('html').evaluate(({ lang, dir }: HTMLElement) => ({ lang, dir }))).toEqual({
      lang: locale,
      dir: locale === 'ar' ? 'rtl' : 'ltr',
    })
    await press(page, save)
    await page.getByText(missing).waitFor()
    expect(await faultsOf(page)).toEqual([])
  })
})
