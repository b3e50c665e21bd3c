import { createHash, randomBytes } from 'node:crypto'
import { given, type LoginPages, type Target } from './entry.ts'
import { type Form, formIn } from './form.ts'

export type Page = { url: URL; status: number; text: string; form?: Form }

/** As `oauth4webapi` makes it: 43 characters and more, kept by the app until it changes the code for tokens. */
export const verifier = randomBytes(48).toString('base64url')

/** The authorize request of an app; `undefined` leaves a parameter out. */
export function authorizeUrl(target: Target, changes: Record<string, string | undefined> = {}): URL {
  const { url, callbackUrl } = given(target.pages)
  const parameters = {
    response_type: 'code',
    client_id: target.clientId,
    redirect_uri: callbackUrl,
    scope: 'openid email',
    state: 'a state',
    nonce: 'a nonce',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...changes,
  }
  const known = Object.entries(parameters).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))
  return new URL(`/oauth2/authorize?${new URLSearchParams(known)}`, url)
}

/** What a browser does with the login pages: keeps cookies, follows redirects within them, fills in a form. */
export function openBrowser(target: Target) {
  const pages: LoginPages = given(target.pages)
  const home = new URL(pages.url).origin
  const cookies = new Map<string, string>()

  /** Follows redirects until a page is shown, or one leads out of the login pages: then `url` is where to. */
  async function go(url: URL, init: { method?: string; body?: URLSearchParams } = {}): Promise<Page> {
    if (url.origin !== home) return { url, status: 0, text: '' }
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await fetch(url, { ...init, redirect: 'manual', headers: { cookie } })
    for (const line of answer.headers.getSetCookie()) keep(line)
    const location = answer.headers.get('location')
    if (location) return go(new URL(location, url))
    const text = await answer.text()
    return { url, status: answer.status, text, form: formIn(text, url) }
  }

  function keep(line: string) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/u.exec(line) ?? []
    if (value) cookies.set(name, value)
    else cookies.delete(name)
  }

  async function logIn(username: string, password: string, changes?: Record<string, string | undefined>): Promise<Page> {
    const { action, fields } = given((await go(authorizeUrl(target, changes))).form)
    return go(action, { method: 'POST', body: new URLSearchParams({ ...fields, username, password }) })
  }

  return { cookies, go, logIn, open: (changes?: Record<string, string | undefined>) => go(authorizeUrl(target, changes)) }
}

/** What the app gets back at its own address. */
export function atCallback(target: Target, { url }: Page): Record<string, string> {
  const { callbackUrl } = given(target.pages)
  if (!url.href.startsWith(callbackUrl)) throw new Error(`The browser is at ${url.href} instead of the app’s address.`)
  return Object.fromEntries(url.searchParams)
}
