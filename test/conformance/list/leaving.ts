import { expect } from 'vitest'
import { atCallback, authorizeUrl, openBrowser } from './browser.ts'
import { hostedTokens, refreshByEndpoint } from './changing-code.ts'
import { pages, reference } from './documentation.ts'
import { type Entry, given, type Target } from './entry.ts'
import { createPerson, expectRefused, password, whoAmI } from './people.ts'
import { endSession, sessionsOf } from './sessions.ts'

function logoutUrl(target: Target, parameters: Record<string, string>): URL {
  const query = new URLSearchParams({ client_id: target.clientId, ...parameters })
  return new URL(`/logout?${query}`, given(target.pages).url)
}

export const leaving: Entry[] = [
  {
    behaviour: 'logout leads to a sign-out address of the client',
    page: pages.logout,
    needs: ['login pages'],
    async check(target) {
      const { logoutUrl: registered } = given(target.pages)
      const { url } = await openBrowser(target).go(logoutUrl(target, { logout_uri: registered }))
      expect(url.href).toBe(registered)
    },
  },
  {
    behaviour: 'logout leads to no other address',
    page: pages.logout,
    needs: ['login pages'],
    async check(target) {
      const { url } = await openBrowser(target).go(logoutUrl(target, { logout_uri: 'https://elsewhere.example/' }))
      expect(url.origin).toBe(new URL(given(target.pages).url).origin)
    },
  },
  {
    behaviour: 'logout with what an authorize request has leads to the login page',
    page: pages.logout,
    needs: ['login pages'],
    async check(target) {
      const { redirect_uri = '', ...rest } = Object.fromEntries(authorizeUrl(target).searchParams)
      const { url } = await openBrowser(target).go(logoutUrl(target, { ...rest, redirect_uri }))
      expect(url.pathname).toBe('/login')
      expect(url.searchParams.get('redirect_uri')).toBe(redirect_uri)
    },
  },
  {
    behaviour: 'logout ends the browser’s session',
    page: pages.logout,
    needs: ['login form', 'sessions'],
    async check(target) {
      const { username, email } = await createPerson(target)
      const browser = openBrowser(target)
      atCallback(target, await browser.logIn(email, password))
      const [before] = await sessionsOf(target, username, 1)
      expect(before).toMatchObject({ SessionType: 'SSO' })
      await browser.go(logoutUrl(target, { logout_uri: given(target.pages).logoutUrl }))
      await sessionsOf(target, username, 0)
    },
  },
  {
    behaviour: 'a sign-in on the login page is a TOKEN session that names the browser’s; ended LINKED, both are over',
    page: reference('AdminRevokeUserSession'),
    needs: ['login form', 'sessions'],
    async check(target) {
      const { username, access, refreshToken } = await hostedTokens(target)
      const both = await sessionsOf(target, username, 2)
      const [token, sso] = ['TOKEN', 'SSO'].map(type => both.find(({ SessionType }) => SessionType === type))
      expect(sso?.SessionId).toMatch(/^sso[a-z\d]{25}$/u)
      expect(token?.OriginSessionId).toBe(sso?.SessionId)
      await endSession(target, username, token)
      await sessionsOf(target, username, 0)
      expect(await refreshByEndpoint(target, refreshToken)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
      await expectRefused(whoAmI(target, access))
    },
  },
]
