import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { mailTo } from '../support/api.ts'
import { freshEmail } from '../support/people.ts'
import { axe, faultsOf } from './axe.ts'
import { maria, owner, useStage } from './stage.ts'

const looks = [
  { colorScheme: 'light', viewport: { width: 320, height: 640 } },
  { colorScheme: 'dark', viewport: { width: 1280, height: 800 } },
] as const

describe.runIf(axe)('every page, on a small screen by day and on a large one by night', () => {
  const stage = useStage()
  const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()

  test.each(looks)('$colorScheme: the hosted login and the home page', async look => {
    const page = await stage.open(look)
    const clean = async (heading: string) => {
      await page.getByRole('heading', { level: 1, name: heading }).waitFor()
      expect(await faultsOf(page)).toEqual([])
    }
    await page.goto(stage.outputs('ApiUrl'))
    await clean('Welcome to Roster')
    await press(page, 'Sign in')
    await clean('Sign in')
    await page.getByLabel('Email').fill(owner.email)
    await page.getByLabel('Password').fill('not the password')
    await press(page, 'Sign in')
    await page.getByRole('alert').waitFor()
    await clean('Sign in')
    await page.getByLabel('Password').fill(owner.password)
    await press(page, 'Sign in')
    await clean('Hello, Olivia Owen')
    await press(page, 'Sign out')
    await press(page, 'Sign in')
    await page.getByRole('link', { name: 'Forgot your password?' }).click()
    await clean('Reset your password')
    await page.getByLabel('Email').fill('nobody@example.com')
    await press(page, 'Send the code')
    await clean('Choose a new password')
    await page.goto(`${stage.outputs('CognitoEndpoint')}/nowhere`)
    await clean('This page can’t be shown')
  })

  test.each(looks)('$colorScheme: the mailbox and the accept page', async look => {
    const email = freshEmail()
    const secret = await stage.invite(email)
    const page = await stage.open(look)
    const clean = async (heading: string) => {
      await page.getByRole('heading', { level: 1, name: heading }).waitFor()
      expect(await faultsOf(page)).toEqual([])
    }
    await page.goto(stage.outputs('MailboxUrl'))
    await clean('All mail')
    await page.getByRole('link', { name: email }).click()
    await clean('Olivia Owen invites you to Acme')
    await page.goto(`${stage.outputs('MailboxUrl')}/?to=nobody@example.com`)
    await clean('Mail to nobody@example.com')
    await page.goto(`${stage.outputs('ApiUrl')}/accept#${secret}`)
    await clean('Join Acme')
    await press(page, 'Accept invitation')
    await page.getByText('Enter a password.').waitFor()
    await clean('Join Acme')
    await press(page, 'Decline')
    await clean('Decline this invitation?')
    await press(page, 'Yes, decline')
    await clean('You declined the invitation')
    await page.goto(`${stage.outputs('ApiUrl')}/accept`)
    await clean('Open the link in your mail')
    await stage.createOrg('Globex', maria.email).catch(() => {}) // by the look before
    await page.goto(`${stage.outputs('ApiUrl')}/accept#${await stage.secretFor(maria.email)}`)
    await clean('Join Globex')
  })

  const spoken = {
    ar: { dir: 'rtl', join: 'الانضمام إلى \u2068Acme\u2069', accept: 'قبول الدعوة', missing: 'يُرجى إدخال كلمة مرور.' },
    ja: { dir: 'ltr', join: '「Acme」に参加する', accept: '招待を承諾する', missing: 'パスワードを入力してください。' },
  } as const
  const inLanguages = looks.flatMap(look => (['ar', 'ja'] as const).map(locale => ({ look, locale, ...look })))

  test.each(inLanguages)('$colorScheme: the mail and the accept page in $locale', async ({ look, locale }) => {
    const { dir, join, accept, missing } = spoken[locale]
    const email = freshEmail()
    const secret = await stage.invite(email, { locale })
    const [mail] = await mailTo(stage.target(), email)
    const page = await stage.open(look)
    await page.setContent(mail?.html ?? '')
    // Landmarks are for pages: a mail is a part of its client's.
    expect((await faultsOf(page)).filter(fault => !/^(?:region|landmark-one-main):/.test(fault))).toEqual([])
    await page.goto(`${stage.outputs('ApiUrl')}/accept#${secret}`)
    await page.getByRole('heading', { level: 1, name: join }).waitFor()
    expect(await page.locator('html').evaluate(({ lang, dir }: HTMLElement) => ({ lang, dir }))).toEqual({ lang: locale, dir })
    expect(await faultsOf(page)).toEqual([])
    await press(page, accept)
    await page.getByText(missing).waitFor()
    expect(await faultsOf(page)).toEqual([])
  })
})
