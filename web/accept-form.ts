import { type Fault, faultsIn, inOwnWords, type Typed } from './accept-faults.ts'
import { accept, type Invitation, type Problem } from './api.ts'
import { el } from './dom.ts'
import { type Field, field, passwordField } from './field.ts'
import type { Messages } from './messages/en.ts'
import type { Language } from './messages.ts'
import { noticeBox, ownWords } from './problem-notice.ts'

type Options = {
  token: string
  invitation: Invitation
  language: Language
  text: Messages
  /** Before the language was changed. */
  typed?: Typed
  /** Not to be used while the form is on its way. */
  picker: HTMLSelectElement
  done: () => void
  gone: (problem: Problem) => void
}

const names = ['firstName', 'lastName', 'password'] as const
type Fields = Record<(typeof names)[number], Field>

/** Where a new person says who they are and chooses a password. What was typed stays until the invitation is accepted or gone. */
export function acceptForm(options: Options): { form: HTMLElement; typed: () => Typed } {
  const { token, invitation, language, text, picker, done, gone } = options
  const notice = noticeBox()
  const fields = makeFields(options)
  // As a property: an attribute would show it in the markup.
  fields.password.input.value = options.typed?.password ?? ''
  const submit = el('button', { type: 'submit', class: 'primary' }, text.accept.accept)
  const email = field({
    name: 'email',
    label: text.accept.email,
    type: 'email',
    autocomplete: 'username',
    value: invitation.email,
    readonly: true,
  })
  const parts = [notice.element, email.element, ...names.map(name => fields[name].element), submit]
  // The browser's own bubbles are neither in the page's language nor tied to the fields.
  const form = el('form', { novalidate: true }, ...parts)

  const send = async () => {
    if (form.ariaBusy === 'true') return
    notice.say('')
    if (mark(fields, faultsIn(typedIn(fields), invitation.email, text))) return
    form.ariaBusy = 'true'
    picker.disabled = true
    const answer = await accept({ token, locale: language, ...valuesOf(fields) })
    form.ariaBusy = null
    picker.disabled = false
    if (answer.ok) return done()
    if (ownWords(answer.problem.code, text) || answer.problem.code === 'sign_in_required') return gone(answer.problem)
    if (mark(fields, inOwnWords(answer.problem.errors, text))) return notice.say(text.accept.checkFields)
    notice.report(answer.problem, text)
    notice.element.focus()
  }
  form.addEventListener('submit', event => {
    event.preventDefault()
    void send()
  })
  return { form, typed: () => typedIn(fields) }
}

function makeFields({ invitation, typed, text: { accept: text } }: Options): Fields {
  const { firstName, lastName } = typed ?? invitation
  return {
    firstName: field({ name: 'firstName', label: text.firstName, autocomplete: 'given-name', value: firstName ?? '' }),
    lastName: field({ name: 'lastName', label: text.lastName, autocomplete: 'family-name', value: lastName ?? '' }),
    password: passwordField({
      name: 'password',
      label: text.password,
      autocomplete: 'new-password',
      hint: text.passwordHint,
      showLabel: text.showPassword,
    }),
  }
}

const typedIn = ({ firstName, lastName, password }: Fields): Typed => ({
  firstName: firstName.input.value,
  lastName: lastName.input.value,
  password: password.input.value,
})

const valuesOf = (fields: Fields) => {
  const { firstName, lastName, password } = typedIn(fields)
  return { firstName: firstName.trim(), lastName: lastName.trim() || null, password }
}

/** Shows each fault at its field and moves to the first; tells whether there was any. */
function mark(fields: Fields, faults: Fault[]): boolean {
  const marked = names.filter(name => {
    const fault = faults.find(({ path }) => path === name)
    fields[name].mark(fault?.message ?? null)
    return fault !== undefined
  })
  if (marked[0]) fields[marked[0]].input.focus()
  return marked.length > 0
}
