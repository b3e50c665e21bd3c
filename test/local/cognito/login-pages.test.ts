import {
  AdminListUserSessionsCommand,
  AdminResetUserPasswordCommand,
  AdminSetUserPasswordCommand,
  AssociateSoftwareTokenCommand,
  SetUserMFAPreferenceCommand,
  VerifySoftwareTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { expect, test } from 'vitest'
import { totpCode } from '../../../infra/local/cognito/totp.ts'
import { atCallback, authorizeUrl, exchange, openBrowser } from './browser.ts'
import { callback, createPerson, loggedOut, openStage, password, signIn, sources, verify } from './stage.ts'

async function openLogin() {
  const stage = await openStage()
  const username = await createPerson(stage, 'maria@example.com')
  const browser = openBrowser(stage)
  return { stage, username, browser, form: await browser.load(authorizeUrl(stage)) }
}

const mine = { username: 'maria@example.com', password }

test('a person signs in on the page and the app gets a code with its state', async () => {
  const { stage, username, browser, form } = await openLogin()
  expect(form).toMatchObject({ status: 200, heading: 'Sign in' })
  stage.events.length = 0
  const { code = '', state } = atCallback(await browser.submit(form, mine))
  expect(state).toBe('my state')
  expect(sources(stage)).toEqual(['PostAuthentication_Authentication', 'TokenGeneration_HostedAuth'])
  expect(stage.events[1]?.event.request).toMatchObject({ scopes: ['openid', 'email'] })
  const { body } = await exchange(stage, { code })
  expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 900 })
  expect(await verify(stage, body.access_token ?? '')).toMatchObject({ username, scope: 'openid email', token_use: 'access' })
  expect(await verify(stage, body.id_token ?? '')).toMatchObject({
    nonce: 'my nonce',
    at_hash: expect.any(String),
    aud: stage.ClientId,
  })
})

test('the login cookie spares nobody the form', async () => {
  const { stage, browser, form } = await openLogin()
  await browser.submit(form, mine)
  expect(browser.cookies.has('cognito')).toBe(true)
  expect(await browser.load(authorizeUrl(stage))).toMatchObject({ status: 200, heading: 'Sign in' })
  const silent = await browser.load(authorizeUrl(stage, { prompt: 'none' }))
  expect(atCallback(silent)).toEqual({ error: 'login_required', state: 'my state' })
})

test('a refusal stands in an alert that the fields refer to, and keeps the typed email', async () => {
  const { browser, form } = await openLogin()
  const again = await browser.submit(form, { username: '"><b>maria', password: 'wrong' })
  expect(again).toMatchObject({ status: 400, heading: 'Sign in', alert: 'The email or the password is not right.' })
  expect(again.text).toContain('value="&quot;&gt;&lt;b&gt;maria"')
  expect(again.text).toMatch(/<input id="password"[^>]* aria-describedby="problem" aria-invalid="true">/u)
  expect(atCallback(await browser.submit(again, mine))).toHaveProperty('code')
})

test('a trigger’s refusal is shown in its own words, escaped, and no code is given', async () => {
  const { stage, browser, form } = await openLogin()
  stage.triggers.PostAuthentication = () => {
    throw new Error('Your account is suspended <b>')
  }
  const refused = await browser.submit(form, mine)
  expect(refused).toMatchObject({ status: 400, heading: 'Sign in', alert: 'Your account is suspended <b>' })
  expect(refused.text).toContain('suspended &lt;b&gt;')
  stage.triggers.PostAuthentication = event => event
  stage.triggers.PreTokenGeneration = () => {
    throw new Error('You are a member of no organization')
  }
  expect(await browser.submit(refused, mine)).toMatchObject({ alert: 'You are a member of no organization' })
})

test('a temporary password is changed on the way in', async () => {
  const { stage, username, browser, form } = await openLogin()
  const { client, UserPoolId } = stage
  await client.send(new AdminSetUserPasswordCommand({ UserPoolId, Username: username, Password: 'temporary one' }))
  const change = await browser.submit(form, { ...mine, password: 'temporary one' })
  expect(change).toMatchObject({ status: 200, heading: 'Choose a new password' })
  expect(change.text).toContain('autocomplete="new-password"')
  const unequal = await browser.submit(change, { new_password: 'my own password', new_password_again: 'my own pasword' })
  expect(unequal).toMatchObject({ status: 400, alert: 'The two passwords are not the same.' })
  const short = await browser.submit(unequal, { new_password: 'short', new_password_again: 'short' })
  expect(short).toMatchObject({ status: 400, alert: 'The password needs at least 10 characters.' })
  const { code = '' } = atCallback(
    await browser.submit(short, { new_password: 'my own password', new_password_again: 'my own password' }),
  )
  expect((await exchange(stage, { code })).status).toBe(200)
  expect(await browser.submit(short, { new_password: 'my own password', new_password_again: 'my own password' })).toMatchObject({
    heading: 'Sign in',
    status: 400,
  })
})

test('who has a software token is asked for its code', async () => {
  const { stage, browser, form } = await openLogin()
  const { client, clock } = stage
  const { AccessToken } = await signIn(stage, 'maria@example.com')
  const { SecretCode = '' } = await client.send(new AssociateSoftwareTokenCommand({ AccessToken }))
  await client.send(new VerifySoftwareTokenCommand({ AccessToken, UserCode: totpCode(SecretCode, clock.now()) }))
  await client.send(new SetUserMFAPreferenceCommand({ AccessToken, SoftwareTokenMfaSettings: { Enabled: true } }))
  clock.advance(30)
  const ask = await browser.submit(form, mine)
  expect(ask).toMatchObject({ status: 200, heading: 'Enter your code' })
  expect(ask.text).toContain('autocomplete="one-time-code"')
  const wrong = await browser.submit(ask, { code: '000000' })
  expect(wrong).toMatchObject({ status: 400, alert: 'The code is not right.' })
  const { code = '' } = atCallback(await browser.submit(wrong, { code: totpCode(SecretCode, clock.now()) }))
  const { body } = await exchange(stage, { code })
  expect(await verify(stage, body.access_token ?? '')).toMatchObject({ amr: ['pwd', 'otp', 'mfa'] })
})

test('a forgotten password is reset by a mailed code', async () => {
  const { stage, username, browser, form } = await openLogin()
  const { client, UserPoolId } = stage
  await client.send(new AdminResetUserPasswordCommand({ UserPoolId, Username: username }))
  expect(await browser.submit(form, mine)).toMatchObject({ alert: /must be reset/u })
  const forgot = await browser.load(form.url.replace('/login?', '/forgotPassword?'))
  const confirm = await browser.submit(forgot, { username: 'maria@example.com' })
  expect(confirm).toMatchObject({ heading: 'Choose a new password', notice: /on its way/u })
  const code = /\b\d{6}\b/u.exec(stage.mails.at(-1)?.html ?? '')?.[0] ?? ''
  const passwords = { new_password: 'my own password', new_password_again: 'my own password' }
  const wrong = await browser.submit(confirm, { code: 'wrong!', ...passwords })
  expect(wrong).toMatchObject({ status: 400, alert: 'The code is not right, or has expired.' })
  const back = await browser.submit(wrong, { code, ...passwords })
  expect(back).toMatchObject({ heading: 'Sign in', notice: /was changed/u })
  expect(atCallback(await browser.submit(back, { ...mine, password: 'my own password' }))).toHaveProperty('code')
})

test('the pages for a forgotten password are the same for who is unknown, but for the name typed', async () => {
  const { stage, browser, form } = await openLogin()
  const { client, UserPoolId } = stage
  const temporary = await createPerson(stage, 'temp@example.com')
  await client.send(new AdminSetUserPasswordCommand({ UserPoolId, Username: temporary, Password: 'temporary one' }))
  const forgot = await browser.load(form.url.replace('/login?', '/forgotPassword?'))
  const seen = async (username: string) => {
    const asked = await browser.submit(forgot, { username })
    const tried = await browser.submit(asked, {
      code: '000000',
      new_password: 'my own password',
      new_password_again: 'my own password',
    })
    return `${asked.text}${tried.text}`.replaceAll(username, 'NAME')
  }
  const known = await seen('maria@example.com')
  expect(await seen('nobody@example.com')).toBe(known)
  expect(await seen('temp@example.com')).toBe(known)
})

test('the sign-in page says the same of a wrong password and of who is unknown', async () => {
  const { browser, form } = await openLogin()
  const seen = async (username: string) => {
    const { text } = await browser.submit(form, { username, password: 'wrong' })
    return text.replaceAll(username, 'NAME')
  }
  expect(await seen('maria@example.com')).toBe(await seen('nobody@example.com'))
})

test('a page that only follows a form starts over when it is opened by itself', async () => {
  const { browser, form } = await openLogin()
  for (const path of ['/changePassword?', '/mfa?', '/confirmForgotPassword?']) {
    expect(await browser.load(form.url.replace('/login?', path))).toMatchObject({ status: 200, heading: 'Sign in' })
  }
})

test('a form is taken only from the browser and the page that it was shown on', async () => {
  const { stage, browser, form } = await openLogin()
  const stranger = openBrowser(stage)
  expect(await stranger.submit(form, mine)).toMatchObject({ status: 403 })
  await stranger.load(authorizeUrl(stage))
  expect(await stranger.submit(form, mine)).toMatchObject({ status: 403 })
  const moved = { ...form, text: form.text.replace('action="/login?', 'action="/forgotPassword?') }
  expect(await browser.submit(moved, { username: 'maria@example.com' })).toMatchObject({ status: 403 })
})

test('pages carry a strict policy, and cookies no script can read', async () => {
  const { form } = await openLogin()
  const policy = form.headers.get('content-security-policy')
  expect(policy).toMatch(
    /^default-src 'none'; style-src 'sha256-[\w+/=]+'; form-action 'self' http:\/\/127\.0\.0\.1:3000; frame-ancestors 'none'; base-uri 'none'$/u,
  )
  expect(form.headers.get('cache-control')).toBe('no-store')
  for (const cookie of form.headers.getSetCookie()) expect(cookie).toMatch(/; HttpOnly; SameSite=Lax/u)
  expect(form.text).not.toMatch(/<script|<link|<img| on\w+=/u)
  expect(form.text).toMatch(/<html lang="en">/u)
  expect(form.text.match(/<h1>/gu)).toHaveLength(1)
  for (const [, id] of form.text.matchAll(/<input id="([^"]+)"/gu)) expect(form.text).toContain(`<label for="${id}">`)
})

test('nobody is sent to an address that is not the app’s', async () => {
  const { stage, browser } = await openLogin()
  for (const redirect_uri of ['https://evil.example/', `${callback}/`, `${callback}?x=1`, '//evil.example', undefined]) {
    const page = await browser.load(authorizeUrl(stage, { redirect_uri }))
    expect(page).toMatchObject({ status: 400, heading: 'This page can’t be shown' })
    expect(page.headers.get('location')).toBeNull()
  }
  expect(await browser.load(authorizeUrl(stage, { client_id: 'other' }))).toMatchObject({ status: 400 })
  expect(await browser.load(`${stage.cognito.url}/login`)).toMatchObject({ status: 400 })
  expect(await browser.load(`${stage.cognito.url}/nowhere`)).toMatchObject({ status: 404 })
})

test('other faults of the request go back to the app', async () => {
  const { stage, browser } = await openLogin()
  const errorOf = async (changes: Record<string, string | undefined>) =>
    atCallback(await browser.load(authorizeUrl(stage, changes)))
  expect(await errorOf({ response_type: 'token' })).toEqual({ error: 'unauthorized_client', state: 'my state' })
  expect(await errorOf({ response_type: undefined })).toMatchObject({ error: 'invalid_request' })
  expect(await errorOf({ code_challenge: undefined })).toMatchObject({ error: 'invalid_request' })
  expect(await errorOf({ code_challenge_method: 'plain' })).toMatchObject({ error: 'invalid_request' })
  expect(await errorOf({ scope: 'openid aws.cognito.signin.user.admin' })).toMatchObject({ error: 'invalid_scope' })
})

test('logout ends the browser’s session and leads only to an address of the app', async () => {
  const { stage, username, browser, form } = await openLogin()
  const { client, UserPoolId, ClientId, cognito } = stage
  await browser.submit(form, mine)
  const sessions = async () => (await client.send(new AdminListUserSessionsCommand({ UserPoolId, Username: username }))).Sessions
  expect(await sessions()).toMatchObject([{ SessionType: 'SSO' }])
  const leave = (parameters: Record<string, string>) =>
    browser.load(`${cognito.url}/logout?${new URLSearchParams({ client_id: ClientId, ...parameters })}`)
  expect(await leave({ logout_uri: 'https://evil.example/' })).toMatchObject({ status: 400 })
  const left = await leave({ logout_uri: loggedOut })
  expect(left).toMatchObject({ status: 302 })
  expect(left.headers.get('location')).toBe(loggedOut)
  expect(browser.cookies.has('cognito')).toBe(false)
  expect(await sessions()).toEqual([])
  const { searchParams } = new URL(authorizeUrl(stage))
  expect(await leave(Object.fromEntries(searchParams))).toMatchObject({ heading: 'Sign in' })
})
