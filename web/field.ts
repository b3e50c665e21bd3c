import { el } from './dom.ts'

export type Field = {
  element: HTMLElement
  input: HTMLInputElement
  /** Null: nothing is wrong with it. */
  mark(fault: string | null): void
}

type Options = {
  name: string
  label: string
  autocomplete: string
  type?: 'text' | 'password' | 'email' | 'digits'
  value?: string
  hint?: string
  readonly?: boolean
}

/** One labelled input; hint and fault are tied to it, so that they are read with it. */
export function field({ name, label, autocomplete, type = 'text', value = '', hint, readonly = false }: Options): Field {
  const described = hint ? `${name}-hint ${name}-fault` : `${name}-fault`
  // Names read as they are written; addresses and passwords from the left, whatever the page's language.
  const dir = type === 'text' ? 'auto' : 'ltr'
  const kind: Record<string, string> = type === 'digits' ? { type: 'text', inputmode: 'numeric', maxlength: '6' } : { type }
  const input = el('input', { id: name, name, ...kind, dir, autocomplete, value, readonly, 'aria-describedby': described })
  const fault = el('p', { id: `${name}-fault`, class: 'fault', hidden: true })
  const element = el(
    'div',
    { class: 'field' },
    el('label', { for: name }, label),
    hint && el('p', { id: `${name}-hint`, class: 'hint' }, hint),
    input,
    fault,
  )
  return {
    element,
    input,
    mark(message) {
      fault.hidden = message === null
      fault.textContent = message
      if (message === null) input.removeAttribute('aria-invalid')
      else input.setAttribute('aria-invalid', 'true')
    },
  }
}

/** A new password, with a box to make it readable; it never has its characters counted out loud or its paste refused. */
export function passwordField(options: Options & { showLabel: string }): Field {
  const made = field({ ...options, type: 'password' })
  const box = el('input', { type: 'checkbox', id: `${options.name}-shown` })
  box.addEventListener('change', () => {
    made.input.type = box.checked ? 'text' : 'password'
  })
  made.input.autocapitalize = 'none'
  made.input.spellcheck = false
  made.input.after(el('label', { class: 'check', for: box.id }, box, options.showLabel))
  return made
}
