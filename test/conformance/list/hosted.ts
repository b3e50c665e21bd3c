import { expect } from 'vitest'
import { atCallback, authorizeUrl, openBrowser } from './browser.ts'
import { pages, reference } from './documentation.ts'
import { type Entry, given } from './entry.ts'
import { createPerson, password } from './people.ts'

const page = pages.authorize

export const hosted: Entry[] = [
  {
    behaviour: 'an authorize request leads to the login page with all its parameters',
    page,
    needs: ['login pages'],
    async check(target) {
      const asked = authorizeUrl(target)
      const { url, status } = await openBrowser(target).go(asked)
      expect([url.pathname, status]).toEqual(['/login', 200])
      expect(Object.fromEntries(url.searchParams)).toMatchObject(Object.fromEntries(asked.searchParams))
    },
  },
  {
    behaviour: 'nobody is sent to an address that the client has not registered, nor for a client that is not there',
    page,
    needs: ['login pages'],
    async check(target) {
      const home = new URL(given(target.pages).url).origin
      for (const changes of [{ redirect_uri: 'https://elsewhere.example/' }, { client_id: 'a'.repeat(26) }]) {
        const { url, form } = await openBrowser(target).open(changes)
        expect(url.origin).toBe(home)
        expect(form).toBeUndefined()
      }
    },
  },
  {
    behaviour:
      'a request without response_type, or with a code challenge other than S256, goes back to the app as invalid_request',
    page,
    needs: ['login pages'],
    async check(target) {
      const wrong = [{ response_type: undefined }, { code_challenge_method: 'plain' }, { code_challenge_method: undefined }]
      for (const changes of wrong) {
        const shown = await openBrowser(target).open(changes)
        expect(atCallback(target, shown), JSON.stringify(changes)).toMatchObject({ error: 'invalid_request' })
      }
    },
  },
  {
    behaviour: 'tokens without a code, which the client does not allow, are unauthorized_client',
    page,
    needs: ['login pages'],
    async check(target) {
      const shown = await openBrowser(target).open({ response_type: 'token' })
      expect(atCallback(target, shown)).toMatchObject({ error: 'unauthorized_client' })
    },
  },
  {
    behaviour: 'an unknown scope goes back to the app as invalid_scope',
    page,
    needs: ['login pages'],
    async check(target) {
      const shown = await openBrowser(target).open({ scope: 'openid everything' })
      expect(atCallback(target, shown)).toMatchObject({ error: 'invalid_scope' })
    },
  },
  {
    behaviour: 'a request that names an identity provider leads to that one, past the form',
    page,
    needs: ['login pages', 'identity provider'],
    async check(target) {
      const { url, form } = await openBrowser(target).open({ identity_provider: target.provider })
      expect(url.pathname).not.toBe('/login')
      expect(form).toBeUndefined()
    },
  },
  {
    behaviour: 'the right password leads back to the app with a code and its state',
    page,
    needs: ['login form'],
    async check(target) {
      const { email } = await createPerson(target)
      const shown = await openBrowser(target).logIn(email, password)
      expect(atCallback(target, shown)).toEqual({ code: expect.stringMatching(/./u), state: 'a state' })
    },
  },
  {
    behaviour: 'a wrong password leads nowhere',
    page: reference('InitiateAuth'),
    needs: ['login form'],
    async check(target) {
      const { email } = await createPerson(target)
      const { url } = await openBrowser(target).logIn(email, 'not the password')
      expect(url.origin).toBe(new URL(given(target.pages).url).origin)
      expect(url.searchParams.has('code')).toBe(false)
    },
  },
  {
    behaviour: 'where the client reuses no browser’s session, whoever is signed in is asked again',
    page: pages.sessions,
    needs: ['login form', 'sessions'],
    async check(target) {
      const { email } = await createPerson(target)
      const browser = openBrowser(target)
      atCallback(target, await browser.logIn(email, password))
      expect((await browser.open()).form).toBeDefined()
    },
  },
]
