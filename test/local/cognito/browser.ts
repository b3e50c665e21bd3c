import { createHash, randomBytes } from 'node:crypto'
import { expect } from 'vitest'
import * as z from 'zod/mini'
import { callback, type Stage } from './stage.ts'

export type Page = {
  status: number
  headers: Headers
  text: string
  heading: string
  alert?: string
  notice?: string
  url: string
}

/** What a person's browser does with the login pages: keeps cookies, follows redirects within them, fills in forms. */
export function openBrowser({ cognito }: Stage) {
  const cookies = new Map<string, string>()

  async function load(url: string, init: { method?: string; body?: URLSearchParams } = {}): Promise<Page> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await fetch(url, { ...init, redirect: 'manual', headers: { cookie } })
    for (const set of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/u.exec(set) ?? []
      if (value) cookies.set(name, value)
      else cookies.delete(name)
    }
    const to = answer.headers.get('location')
    if (to && new URL(to, url).origin === cognito.url) return load(new URL(to, url).href)
    return read(answer, url)
  }

  /** Posts the page's form with its hidden fields and these values. */
  async function submit(page: Page, values: Record<string, string>): Promise<Page> {
    const action = decode(/<form method="post" action="([^"]*)"/u.exec(page.text)?.[1] ?? '')
    const hidden = [...page.text.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/gu)]
    const fields = Object.fromEntries(hidden.map(([, name = '', value = '']) => [name, decode(value)]))
    for (const name of Object.keys(values)) expect(page.text).toContain(`name="${name}"`)
    return load(new URL(action, page.url).href, { method: 'POST', body: new URLSearchParams({ ...fields, ...values }) })
  }

  return { cookies, load, submit }
}

async function read(answer: Response, url: string): Promise<Page> {
  const text = await answer.text()
  const inner = (pattern: RegExp) => {
    const found = pattern.exec(text)?.[1]
    return found === undefined ? undefined : decode(found)
  }
  return {
    status: answer.status,
    headers: answer.headers,
    text,
    url,
    heading: inner(/<h1>([^<]*)<\/h1>/u) ?? '',
    alert: inner(/role="alert"[^>]*>([^<]*)</u),
    notice: inner(/role="status"[^>]*>([^<]*)</u),
  }
}

const decode = (text: string) =>
  text.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')

export const verifier = randomBytes(48).toString('base64url')

export function authorizeUrl({ cognito, ClientId }: Stage, changes: Record<string, string | undefined> = {}): string {
  const parameters = {
    response_type: 'code',
    client_id: ClientId,
    redirect_uri: callback,
    scope: 'openid email',
    state: 'my state',
    nonce: 'my nonce',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...changes,
  }
  const given = Object.entries(parameters).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))
  return `${cognito.url}/oauth2/authorize?${new URLSearchParams(given)}`
}

/** The parameters that the app gets at its callback. */
export function atCallback(page: Page): Record<string, string> {
  const url = new URL(page.headers.get('location') ?? '', page.url)
  expect(`${url.origin}${url.pathname}`).toBe(callback)
  return Object.fromEntries(url.searchParams)
}

export const postForm = (url: string, fields: Record<string, string>) =>
  fetch(url, { method: 'POST', body: new URLSearchParams(fields) })

const tokenAnswer = z.looseObject({
  access_token: z.optional(z.string()),
  id_token: z.optional(z.string()),
  refresh_token: z.optional(z.string()),
})

export async function exchange({ cognito, ClientId }: Stage, fields: Record<string, string>) {
  const answer = await postForm(`${cognito.url}/oauth2/token`, {
    grant_type: 'authorization_code',
    client_id: ClientId,
    redirect_uri: callback,
    code_verifier: verifier,
    ...fields,
  })
  return { status: answer.status, body: tokenAnswer.parse(await answer.json()) }
}
