import { expect } from 'vitest'
import * as z from 'zod/mini'
import { atCallback, openBrowser, verifier } from './browser.ts'
import { given, type Target } from './entry.ts'
import { createPerson, password } from './people.ts'

const answer = z.looseObject({
  error: z.optional(z.string()),
  access_token: z.optional(z.string()),
  id_token: z.optional(z.string()),
  refresh_token: z.optional(z.string()),
})

/** Somebody who has just signed in on the login page, and the code that the app got. */
export async function codeOf(target: Target, changes?: Record<string, string>) {
  const person = await createPerson(target)
  const { code } = atCallback(target, await openBrowser(target).logIn(person.email, password, changes))
  return { ...person, code: given(code) }
}

export const post = (target: Target, path: string, fields: Record<string, string | undefined>) => {
  const known = Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))
  return fetch(new URL(path, given(target.pages).url), { method: 'POST', body: new URLSearchParams(known) })
}

/** `undefined` leaves a field out. */
export async function exchange(target: Target, fields: Record<string, string | undefined>) {
  const all = {
    grant_type: 'authorization_code',
    client_id: target.clientId,
    redirect_uri: given(target.pages).callbackUrl,
    code_verifier: verifier,
    ...fields,
  }
  const got = await post(target, '/oauth2/token', all)
  return { status: got.status, body: answer.parse(await got.json()) }
}

export const refreshByEndpoint = (target: Target, token = '') =>
  exchange(target, { grant_type: 'refresh_token', refresh_token: token, code_verifier: undefined, redirect_uri: undefined })

export async function hostedTokens(target: Target, changes?: Record<string, string>) {
  const { code, ...person } = await codeOf(target, changes)
  const { status, body } = await exchange(target, { code })
  expect(status).toBe(200)
  return { ...person, access: body.access_token ?? '', id: body.id_token ?? '', refreshToken: body.refresh_token ?? '', body }
}
