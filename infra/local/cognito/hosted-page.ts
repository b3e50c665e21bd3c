import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { productName } from '../../../shared/product.ts'
import { productStyle } from '../../product-style.ts'
import { root } from '../root.ts'
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

/** That of our own pages, as managed login is branded in AWS. */
const style = productStyle + readFileSync(join(root, 'web/page.css'), 'utf8')

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
<body><header class="brand">${productName}</header>
<main><h1>${title}</h1>
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
  optional?: boolean
}

const problemId = 'problem'

/** The alert that those inputs refer to which it is about. */
export const problemAlert = (problem?: string): Markup =>
  problem === undefined ? nothing : page`<p class="notice" role="alert" id="${problemId}">${problem}</p>`

export function labelled(field: Field, isWrong: boolean): Markup {
  const { name, label, type = 'text', autocomplete, value = '', hint, inputmode, optional = false } = field
  const described = [...(hint === undefined ? [] : [`${name}-hint`]), ...(isWrong ? [problemId] : [])].join(' ')
  return page`<div class="field"><label for="${name}">${label}</label>${
    hint === undefined ? nothing : page`<p class="hint" id="${`${name}-hint`}">${hint}</p>`
  }
<input id="${name}" name="${name}" type="${type}" autocomplete="${autocomplete}" value="${value}"${optional ? nothing : page` required`}${
    inputmode === undefined ? nothing : page` inputmode="${inputmode}"`
  }${described ? page` aria-describedby="${described}"` : nothing}${isWrong ? page` aria-invalid="true"` : nothing}></div>
`
}

export const joined = (parts: Markup[]): Markup => ({ markup: parts.map(({ markup }) => markup).join('') })
