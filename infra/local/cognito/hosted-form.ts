import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Request, Response } from '../serve.ts'
import { type Authorize, badRequest, queryOf } from './hosted-authorize.ts'
import { answerPage, type Field, joined, labelled, type Markup, nothing, page, problemAlert } from './hosted-page.ts'

/** Binds a form to the browser that it was shown to. Of this process: after a restart the form is asked for again. */
const formKey = randomBytes(32)
const formCookie = 'cognito-form'

export type Form = {
  title: string
  /** A path of the hosted pages; the authorize request's query is added. */
  action: string
  fields: Field[]
  button: string
  hidden?: Record<string, string>
  problem?: string
  /** The names of the fields that the problem is about. */
  wrong?: string[]
  notice?: string
  after?: Markup
}

export function answerForm(request: Request, authorize: Authorize, form: Form): Response {
  const browser = cookieOf(request, formCookie) ?? randomBytes(24).toString('base64url')
  const hidden = Object.entries({ _csrf: formToken(browser, form.action), ...form.hidden })
  const body = page`${form.notice === undefined ? nothing : page`<p class="news" role="status">${form.notice}</p>`}${problemAlert(form.problem)}
<form method="post" action="${form.action}?${queryOf(authorize)}">
${joined(hidden.map(([name, value]) => page`<input type="hidden" name="${name}" value="${value}">`))}
${joined(form.fields.map(field => labelled(field, form.wrong?.includes(field.name) ?? false)))}<button type="submit" class="primary">${form.button}</button>
</form>
${form.after ?? nothing}`
  return answerPage(form.title, body, {
    status: form.problem === undefined ? 200 : 400,
    callbackOrigin: originOf(authorize.redirectUri),
    cookies: [cookie(formCookie, browser)],
  })
}

/** The posted fields; undefined when the form was not shown to this browser by us. */
export function readForm(request: Request): URLSearchParams | undefined {
  const fields = new URLSearchParams(request.body.toString())
  const browser = cookieOf(request, formCookie)
  if (browser === undefined) return undefined
  const expected = Buffer.from(formToken(browser, request.url.pathname))
  const given = Buffer.from(fields.get('_csrf') ?? '')
  return expected.length === given.length && timingSafeEqual(expected, given) ? fields : undefined
}

const formToken = (browser: string, action: string) =>
  createHmac('sha256', formKey).update(`${action} ${browser}`).digest('base64url')

export function cookieOf({ headers }: Request, name: string): string | undefined {
  const pairs = (headers.cookie ?? '').split(/[;,]\s*/u).map(pair => pair.split('='))
  return pairs.find(([key]) => key === name)?.[1]
}

export const expiredForm = () => badRequest('This form has expired.', 403)

/** No `Secure`: the local stack speaks plain HTTP on loopback. */
export const cookie = (name: string, value: string, maxAge?: number) =>
  `${name}=${value}; Path=/; HttpOnly; SameSite=Lax${maxAge === undefined ? '' : `; Max-Age=${maxAge}`}`

/** A custom scheme has no origin; its scheme is what a policy can name. */
function originOf(uri: string): string {
  const { origin, protocol } = new URL(uri)
  return origin === 'null' ? protocol : origin
}
