import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { nextCode, signInByCode } from '../support/factors.ts'
import { freshEmail, PASSWORD, signIn } from '../support/people.ts'
import { axe, faultsOf } from './axe.ts'
import { maria, useStage } from './stage.ts'

const stage = useStage()
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()
const clean = async (page: Page) => expect(axe ? await faultsOf(page) : []).toEqual([])

/** Where the page leads for a password: at the hosted login. */
async function typePassword(page: Page, { email, password }: { email: string; password: string }) {
  await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor()
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password').fill(password)
  await press(page, 'Sign in')
}

async function openHome(who: { email: string; password: string }, options = {}): Promise<Page> {
  const page = await stage.open(options)
  await page.goto(stage.outputs('ApiUrl'))
  await press(page, 'Sign in')
  await typePassword(page, who)
  return page
}

/** The owner of an organization of their own. */
async function newOwner(name: string) {
  const email = freshEmail('owner')
  await stage.createOrg(name, email)
  await stage.api('POST', '/v1/invitations/accept', { body: { token: await stage.secretFor(email), password: PASSWORD } })
  return { email, password: PASSWORD }
}

test('an authenticator app is set up on the home page, asked for at the next sign-in, and removed again', async () => {
  const who = await newOwner('Globex')
  const page = await openHome(who, { colorScheme: 'dark' })
  await page.getByRole('heading', { level: 2, name: 'Signing in in two steps' }).waitFor()
  await clean(page)
  await press(page, 'Set up an authenticator app')
  expect(await page.getByLabel('Email').inputValue()).toBe(who.email)
  await typePassword(page, who)
  const link = page.getByRole('link', { name: 'Open in the authenticator app' })
  await link.waitFor()
  expect(new URL(page.url()).search).toBe('')
  expect(await page.evaluate(() => sessionStorage.length + localStorage.length)).toBe(0)
  await clean(page)
  const secret = new URL((await link.getAttribute('href')) ?? '').searchParams.get('secret') ?? ''
  expect((await page.locator('#factors code').innerText()).replaceAll(' ', '')).toBe(secret)
  await press(page, 'Confirm')
  await page.getByText('Enter the six digits that the app shows.').waitFor()
  const code = await nextCode(stage.target(), secret)
  await page.getByLabel('Code of the app').fill(code === '000000' ? '000001' : '000000')
  await press(page, 'Confirm')
  await page.getByText('This is not the code that the app shows now.').waitFor()
  await clean(page)
  await page.getByLabel('Code of the app').fill(code)
  await press(page, 'Confirm')
  await page.getByText('The app is set up.').waitFor()
  await press(page, 'Sign in again')
  await typePassword(page, who)
  await page.getByLabel('Six-digit code').fill(await nextCode(stage.target(), secret))
  await press(page, 'Sign in')
  await page.getByText('Signing in takes your password and a code').waitFor()
  await press(page, 'Remove the authenticator app')
  await page.getByText('The app is removed.').waitFor()
  await clean(page)
})

test('whoever comes back from the login without having signed in is still there, and reads why nothing was set up', async () => {
  const page = await openHome(maria)
  await press(page, 'Set up an authenticator app')
  await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor()
  const state = new URL(page.url()).searchParams.get('state') ?? ''
  await page.goto(`${stage.outputs('ApiUrl')}/?${new URLSearchParams({ error: 'access_denied', state })}`)
  await page.getByText('You were not signed in.').waitFor()
  await page.getByRole('heading', { level: 1, name: /^Hello, / }).waitFor()
  await page.getByRole('button', { name: 'Set up an authenticator app' }).waitFor()
})

test('where a second step is required and missing, the home page says so; a passkey is added at the login', async () => {
  const who = await newOwner('Initrode')
  const token = await signIn(stage.target(), who.email)
  const { secret } = (await stage.api('POST', '/v1/me/factors/totp', { token, body: { accountToken: token } })).body
  const body = { accountToken: token, code: await nextCode(stage.target(), secret) }
  expect((await stage.api('POST', '/v1/me/factors/totp/confirm', { token, body })).status).toBe(200)
  const strong = await signInByCode(stage.target(), who.email, secret)
  const { activeOrgId } = (await stage.api('GET', '/v1/me', { token: strong })).body
  const path = `/v1/orgs/${activeOrgId}`
  await stage.api('POST', `${path}/invitations`, { token: strong, body: { invitations: [{ email: maria.email }] } })
  const accept = { token: await stage.tokenOf(maria), body: { token: await stage.secretFor(maria.email) } }
  expect((await stage.api('POST', '/v1/invitations/accept', accept)).status).toBe(200)
  const required = await stage.api('PATCH', path, { token: strong, body: { settings: { requireMfa: true } } })
  expect(required.status).toBe(200)
  const page = await openHome(maria)
  const place = page.locator('section').filter({ has: page.getByRole('heading', { level: 2, name: 'Initrode' }) })
  await place.getByText('This organization asks for a second step').waitFor()
  expect(await page.getByText('This organization asks for a second step').count()).toBe(1)
  await clean(page)
  await page.getByRole('link', { name: 'Add a passkey' }).click()
  await page.getByRole('heading', { level: 1, name: 'Add a passkey' }).waitFor()
  expect(page.url().startsWith(`${stage.outputs('CognitoEndpoint')}/passkeys/add?client_id=`)).toBe(true)
})
