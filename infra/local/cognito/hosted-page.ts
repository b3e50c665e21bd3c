import { createHash } from 'node:crypto'
import { html, type Response } from '../serve.ts'

/** Text or markup that is already safe to stand in a page. */
export type Markup = { markup: string }

/** A template whose plain values are escaped; only Markup goes in as it is. */
export const page = (parts: TemplateStringsArray, ...values: (string | Markup)[]): Markup => ({
  markup: String.raw({ raw: parts }, ...values.map(value => (typeof value === 'string' ? escape(value) : value.markup))),
})

export const nothing: Markup = { markup: '' }

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escape = (text: string) => text.replaceAll(/[&<>"']/gu, character => entities[character] ?? '')

const style = `
:root { color-scheme: light dark; --ground: #f4f5f7; --card: #fff; --ink: #16191f; --quiet: #545b64; --line: #7d8998; --accent: #0b5cad; --on-accent: #fff; --alarm: #a4120b; --good: #1d6b2a }
@media (prefers-color-scheme: dark) { :root { --ground: #0f141a; --card: #1a2129; --ink: #eef1f4; --quiet: #b6bec9; --line: #7d8998; --accent: #7cc0ff; --on-accent: #06223d; --alarm: #ff9a92; --good: #8fdc9c } }
* { box-sizing: border-box }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--ground); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif }
main { width: min(26rem, 100vw - 2rem); margin: 1rem; padding: 2rem; background: var(--card); border-radius: .75rem }
h1 { margin: 0 0 1rem; font-size: 1.5rem; line-height: 1.25 }
label { display: block; margin: 1rem 0 .25rem; font-weight: 600 }
input { width: 100%; padding: .625rem .75rem; font: inherit; color: inherit; background: transparent; border: 1px solid var(--line); border-radius: .375rem }
input[aria-invalid] { border-color: var(--alarm) }
button { width: 100%; margin-top: 1.5rem; padding: .75rem; font: inherit; font-weight: 600; color: var(--on-accent); background: var(--accent); border: 0; border-radius: .375rem; cursor: pointer }
a { color: var(--accent) }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }
.hint { margin: .25rem 0 0; color: var(--quiet); font-size: .875rem }
.problem { color: var(--alarm) }
.notice { color: var(--good) }
`

const styleHash = createHash('sha256').update(style).digest('base64')

type Options = {
  status?: number
  /** Where a form may be led on to: browsers hold form-action against redirects, too. */
  callbackOrigin?: string
  cookies?: string[]
}

/** Every page of the hosted login: one heading, its own style, no script, nothing from elsewhere. */
export function answerPage(title: string, body: Markup, { status = 200, callbackOrigin, cookies = [] }: Options = {}): Response {
  const document = page`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title>
<style>${{ markup: style }}</style></head>
<body><main><h1>${title}</h1>
${body}
</main></body>
</html>
`
  return html(status, document.markup, {
    'content-security-policy': policyWith(callbackOrigin),
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    ...(cookies.length > 0 && { 'set-cookie': cookies }),
  })
}

const policyWith = (callbackOrigin?: string) =>
  [
    "default-src 'none'",
    `style-src 'sha256-${styleHash}'`,
    ["form-action 'self'", callbackOrigin].filter(Boolean).join(' '),
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ')

export type Field = {
  name: string
  label: string
  type?: string
  autocomplete: string
  value?: string
  hint?: string
  inputmode?: string
}

const problemId = 'problem'

/** The alert that inputs refer to. */
export const problemAlert = (problem?: string): Markup =>
  problem === undefined ? nothing : page`<p class="problem" role="alert" id="${problemId}">${problem}</p>`

export function labelled(field: Field, problem?: string): Markup {
  const { name, label, type = 'text', autocomplete, value = '', hint, inputmode } = field
  const described = [...(hint === undefined ? [] : [`${name}-hint`]), ...(problem === undefined ? [] : [problemId])].join(' ')
  return page`<label for="${name}">${label}</label>
<input id="${name}" name="${name}" type="${type}" autocomplete="${autocomplete}" value="${value}" required${
    inputmode === undefined ? nothing : page` inputmode="${inputmode}"`
  }${described ? page` aria-describedby="${described}"` : nothing}${problem === undefined ? nothing : page` aria-invalid="true"`}>${
    hint === undefined ? nothing : page`<p class="hint" id="${`${name}-hint`}">${hint}</p>`
  }
`
}

export const joined = (parts: Markup[]): Markup => ({ markup: parts.map(({ markup }) => markup).join('') })
