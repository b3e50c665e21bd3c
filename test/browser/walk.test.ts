import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { advance, control, type Json, settle } from '../support/api.ts'
import { tabTo } from '../support/browser.ts'
import { freshEmail, PASSWORD } from '../support/people.ts'
import { maria, owner, suspended, useStage } from './stage.ts'

const stage = useStage()

type Person = { email: string; password: string }

const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name }).waitFor()
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()
const alert = (page: Page) => page.getByRole('alert').innerText()

async function toHostedLogin(page: Page) {
  await page.goto(stage.outputs('ApiUrl'))
  await heading(page, 'Welcome to Roster')
  await press(page, 'Sign in')
  await page.waitForURL(url => url.href.startsWith(`${stage.outputs('CognitoEndpoint')}/login?`))
}

async function typeCredentials(page: Page, { email, password }: Person) {
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password').fill(password)
  await press(page, 'Sign in')
}

/** Signs in at the hosted page; gives the access token that the browser was given. */
async function signInAt(page: Page, person: Person): Promise<string> {
  const answered = page.waitForResponse(answer => answer.url().endsWith('/oauth2/token'))
  await typeCredentials(page, person)
  const tokens: { access_token: string } = await (await answered).json()
  return tokens.access_token
}

const openLink = (page: Page, token: string) => page.goto(`${stage.outputs('ApiUrl')}/accept#${token}`)

/** As a person reads mail: looks for it in the mailbox, opens it, and presses its button. */
async function followMail(page: Page, email: string): Promise<Page> {
  await page.goto(stage.outputs('MailboxUrl'))
  await page.getByLabel('Received by').fill(email)
  await press(page, 'Show')
  await page.getByRole('link', { name: email }).first().click()
  const opening = page.waitForEvent('popup')
  await page.frameLocator('iframe').getByRole('link', { name: 'Accept invitation' }).click()
  return opening
}

async function acceptAs(page: Page, firstName: string, lastName: string, password = PASSWORD) {
  await page.getByLabel('First name').fill(firstName)
  await page.getByLabel('Last name').fill(lastName)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await press(page, 'Accept invitation')
}

/** As the owner sees them in the users list, which may be a little behind. */
async function inUsersList(email: string): Promise<Json> {
  await settle(stage.target())
  const { body } = await stage.api('GET', stage.orgPath('/users?limit=100'), { token: await stage.tokenOf(owner) })
  return body.items.find((user: Json) => user.email === email)
}

test('the owner signs in, invites somebody who accepts by the mail and signs in, and suspends them, which counts at once', async () => {
  const page = await stage.open()
  await toHostedLogin(page)
  const ownerToken = await signInAt(page, owner)
  await heading(page, 'Hello, Olivia Owen')
  expect(new URL(page.url()).search).toBe('')
  expect(await page.locator('main').innerText()).toMatch(/owner@example\.com[^]*Acme[^]*Owner[^]*users:invite/)

  const email = freshEmail('nadia')
  const body = { invitations: [{ email, roleIds: ['rol_admin'] }], message: 'See you on Monday!' }
  const invited = await stage.api('POST', stage.orgPath('/invitations'), { token: ownerToken, body })
  expect(invited.body.results).toMatchObject([{ status: 'created', user: { status: 'invited' } }])
  const secret = await stage.secretFor(email)

  const visitor = await stage.open()
  const accepting = await followMail(visitor, email)
  await heading(accepting, 'Join Acme')
  expect(accepting.url()).toBe(`${stage.outputs('ApiUrl')}/accept`)
  expect(await accepting.evaluate(() => [document.referrer, history.length])).toEqual(['', 1])
  expect(await accepting.locator('main').innerText()).toMatch(
    /Olivia Owen invites you to join Acme on Roster[^]*See you on Monday!/,
  )
  expect(await accepting.getByLabel('Your email').inputValue()).toBe(email)
  expect(await accepting.content()).not.toContain(secret)
  await acceptAs(accepting, 'Nadia', 'Berg')
  await heading(accepting, 'You are in')
  await accepting.getByRole('link', { name: 'Sign in' }).click()
  await heading(accepting, 'Welcome to Roster')
  await press(accepting, 'Sign in')
  const token = await signInAt(accepting, { email, password: PASSWORD })
  await heading(accepting, 'Hello, Nadia Berg')
  expect(await accepting.locator('main').innerText()).toMatch(/Acme[^]*Admin/)

  const user = await inUsersList(email)
  expect(user).toMatchObject({ status: 'active', firstName: 'Nadia', lastName: 'Berg', roles: [{ name: 'Admin' }] })
  expect((await stage.api('GET', stage.orgPath('/users'), { token })).status).toBe(200)
  expect((await stage.api('POST', stage.orgPath(`/users/${user.id}/suspend`), { token: ownerToken })).status).toBe(200)
  expect((await stage.api('GET', stage.orgPath('/users'), { token })).status).toBe(404)
  expect((await stage.api('GET', '/v1/me', { token })).status).toBe(403)

  await settle(stage.target())
  await press(accepting, 'Sign out')
  await heading(accepting, 'Welcome to Roster')
  await press(accepting, 'Sign in')
  await typeCredentials(accepting, { email, password: 'not the password' })
  expect(await alert(accepting)).toBe('The email or the password is not right.')
  await typeCredentials(accepting, { email, password: PASSWORD })
  await accepting.getByText('Your account is disabled. Ask an administrator of your organization.').waitFor()
})

test('a wrong password gets the same page whether somebody is active, suspended or unknown', async () => {
  const page = await stage.open()
  const seen = async (email: string) => {
    await toHostedLogin(page)
    await typeCredentials(page, { email, password: 'not the password' })
    await page.getByRole('alert').waitFor()
    return (await page.locator('main').innerHTML()).replaceAll(email, '').replace(/_csrf.*?>|\?[^"]*"/g, '')
  }
  const known = await seen(maria.email)
  expect(known).toContain('The email or the password is not right.')
  expect(await seen(suspended.email)).toBe(known)
  expect(await seen('nobody@example.com')).toBe(known)
})

test('the way from the home page to being signed in needs no mouse, and one sees where one is', async () => {
  const page = await stage.open()
  await page.goto(stage.outputs('ApiUrl'))
  await heading(page, 'Welcome to Roster')
  expect(await tabTo(page, 'Sign in')).toBe(true)
  await page.keyboard.press('Enter')
  await heading(page, 'Sign in')
  expect(await tabTo(page, 'Email')).toBe(true)
  await page.keyboard.type(maria.email)
  expect(await tabTo(page, 'Password')).toBe(true)
  await page.keyboard.type(maria.password)
  await page.keyboard.press('Enter')
  await heading(page, 'Hello, Maria Lopez')
  expect(await tabTo(page, 'Sign out')).toBe(true)
  await page.keyboard.press('Space')
  await heading(page, 'Welcome to Roster')
})

test('an invitation is read and accepted by keyboard; what is wrong is said at its field, which gets the focus', async () => {
  const email = freshEmail('kim')
  await stage.invite(email, { firstName: 'Kim' })
  const visitor = await stage.open()
  await visitor.goto(stage.outputs('MailboxUrl'))
  expect(await tabTo(visitor, 'Received by')).toBe(true)
  await visitor.keyboard.type(email)
  await visitor.keyboard.press('Enter')
  await heading(visitor, `Mail to ${email}`)
  await visitor.getByRole('link', { name: email }).focus()
  await visitor.keyboard.press('Enter')
  const link = visitor.locator('pre a')
  await link.focus()
  const opening = visitor.waitForEvent('popup')
  await visitor.keyboard.press('Enter')
  const page = await opening
  await heading(page, 'Join Acme')

  for (const label of ['Your email', 'First name', 'Last name (optional)', 'Password', 'Show password', 'Accept invitation']) {
    expect(await tabTo(page, label)).toBe(true)
  }
  await page.keyboard.press('Enter')
  const password = page.getByLabel('Password', { exact: true })
  await page.getByText('Enter a password.').waitFor()
  expect(await password.evaluate(input => input === document.activeElement)).toBe(true)
  expect(await password.getAttribute('aria-invalid')).toBe('true')
  expect(await describedBy(password)).toBe('At least 10 characters. A few words in a row are good. Enter a password.')
  await page.keyboard.type('password123')
  await page.keyboard.press('Enter')
  await page.getByText('Please check what is marked below.').waitFor()
  expect(await describedBy(password)).toMatch(/attackers try first/)
  expect(await page.getByLabel('First name').inputValue()).toBe('Kim')

  await page.keyboard.press('Tab')
  await page.keyboard.press('Space')
  expect(await password.getAttribute('type')).toBe('text')
  await password.selectText()
  await page.keyboard.type(PASSWORD)
  await page.keyboard.press('Enter')
  await heading(page, 'You are in')
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('You are in')
})

const describedBy = (input: ReturnType<Page['locator']>) =>
  input.evaluate(element =>
    (element.getAttribute('aria-describedby') ?? '')
      .split(' ')
      .map(id => document.getElementById(id)?.textContent)
      .join(' '),
  )

test('whoever declines is asked twice, can go back with what was typed, and is gone from the list', async () => {
  const email = freshEmail('dora')
  const secret = await stage.invite(email)
  const page = await stage.open()
  await openLink(page, secret)
  await page.getByLabel('First name').fill('Dora')
  await press(page, 'Decline')
  await heading(page, 'Decline this invitation?')
  await press(page, 'No, go back')
  expect(await page.getByLabel('First name').inputValue()).toBe('Dora')
  await press(page, 'Decline')
  await press(page, 'Yes, decline')
  await heading(page, 'You declined the invitation')
  expect(await inUsersList(email)).toBeUndefined()
  await openLink(page, secret)
  await heading(page, 'This invitation was declined')
})

test('a link that was used, changed or withdrawn says so; the one of a newer mail works in the same tab', async () => {
  const email = freshEmail('umar')
  const first = await stage.invite(email)
  const token = await stage.tokenOf(owner)
  const user = await inUsersList(email)
  const resent = await stage.api('POST', stage.orgPath(`/invitations/${user.invitation.id}/resend`), { token })
  expect(resent.status).toBe(200)
  const page = await stage.open()
  await openLink(page, first)
  await heading(page, 'This invitation is no longer valid')
  const second = await stage.secretFor(email)
  await openLink(page, second)
  await heading(page, 'Join Acme')
  await acceptAs(page, 'Umar', '')
  await heading(page, 'You are in')
  await openLink(page, second)
  await heading(page, 'This invitation was already accepted')
  expect(await page.getByRole('link', { name: 'Sign in' }).getAttribute('href')).toBe('/')
  await openLink(page, `${second.slice(0, -4)}AAAA`)
  await heading(page, 'This link is not valid')
  await page.goto(`${stage.outputs('ApiUrl')}/accept`)
  await heading(page, 'Open the link in your mail')
})

test('who has an account signs in to join a second organization, and as nobody else; the password stays', async () => {
  await stage.createOrg('Globex', maria.email)
  const secret = await stage.secretFor(maria.email)
  const page = await stage.open()
  await openLink(page, secret)
  await page.getByText('There is already an account for this email.').waitFor()
  expect(await page.getByLabel('Password').count()).toBe(0)
  await press(page, 'Sign in to accept')
  await heading(page, 'Sign in')
  expect(await page.getByLabel('Email').inputValue()).toBe(maria.email)
  await signInAt(page, owner)
  await heading(page, 'This is somebody else’s invitation')
  expect(await page.locator('main').innerText()).toContain('You are signed in as owner@example.com')
  await press(page, `Sign in as ${maria.email}`)
  await signInAt(page, maria)
  await heading(page, 'You are in')
  expect(new URL(page.url()).search).toBe('')
  expect(await page.evaluate(() => sessionStorage.length + localStorage.length)).toBe(0)
  await page.getByRole('link', { name: 'Sign in' }).click()
  await press(page, 'Sign in')
  await signInAt(page, maria)
  await heading(page, 'Hello, Maria Lopez')
  expect(await page.locator('main').innerText()).toMatch(/Acme[^]*Globex|Globex[^]*Acme/)
})

test('a forgotten password is changed by the mailed code, on pages that tell what is wrong and keep the code', async () => {
  const person = { email: 'chidi.anagonye@example.com', password: 'another horse 43' }
  const page = await stage.open()
  await toHostedLogin(page)
  await page.getByRole('link', { name: 'Forgot your password?' }).click()
  await heading(page, 'Reset your password')
  await page.getByLabel('Email').fill(person.email)
  await press(page, 'Send the code')
  await heading(page, 'Choose a new password')
  const code = await stage.codeFor(person.email)
  await page.getByLabel('Code from the mail').fill(code)
  await page.getByLabel('New password', { exact: true }).fill(person.password)
  await page.getByLabel('New password again').fill('something else')
  await press(page, 'Change the password')
  expect(await alert(page)).toBe('The two passwords are not the same.')
  expect(await page.getByLabel('Code from the mail').inputValue()).toBe(code)
  await page.getByLabel('New password', { exact: true }).fill(person.password)
  await page.getByLabel('New password again').fill(person.password)
  await press(page, 'Change the password')
  await page.getByText('Your password was changed.').waitFor()
  await page.getByLabel('Password').fill(person.password)
  await press(page, 'Sign in')
  await heading(page, 'Hello, Chidi Anagonye')
})

test('while the database fails, the accept page says so and keeps what was typed; later the same form is accepted', async () => {
  const email = freshEmail('vera')
  const secret = await stage.invite(email)
  const page = await stage.open()
  await openLink(page, secret)
  await heading(page, 'Join Acme')
  await control(stage.target(), '/faults', { service: 'dynamodb', operation: '*', rate: 1, error: 'ThrottlingException' })
  await acceptAs(page, 'Vera', 'Ivanova')
  await page.getByText('This does not work at the moment.').waitFor()
  await control(stage.target(), '/faults', { service: 'dynamodb', operation: '*', rate: 0 })
  await press(page, 'Accept invitation')
  await heading(page, 'You are in')
})

test('a sign-in that was not begun here leads back to the beginning, and what a link was tagged with does no harm', async () => {
  const page = await stage.open()
  await page.goto(`${stage.outputs('ApiUrl')}/?code=stolen&state=unknown`)
  await heading(page, 'Welcome to Roster')
  expect(await alert(page)).toBe('This sign-in was begun in another tab or some time ago. Please begin again.')
  expect(new URL(page.url()).search).toBe('')
  await page.goto(`${stage.outputs('ApiUrl')}/?utm_source=mail`)
  await heading(page, 'Welcome to Roster')
})

// The last one: the clock only goes forward.
test('an invitation whose time has passed says whom to ask', async () => {
  const email = freshEmail('zora')
  const secret = await stage.invite(email)
  const page = await stage.open()
  await openLink(page, secret)
  await heading(page, 'Join Acme')
  await advance(stage.target(), 30 * 86_400 + 1)
  await acceptAs(page, 'Zora', '')
  await heading(page, 'This invitation has expired')
  await control(stage.target(), '/schedules/run', {})
  expect(await inUsersList(email)).toMatchObject({ status: 'expired' })
  await openLink(page, secret)
  await heading(page, 'This invitation has expired')
  expect(await page.locator('main').innerText()).toContain('Ask the person who invited you to send it again.')
})
