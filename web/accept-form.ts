import { accept, type Invitation, type Problem } from './api.ts'
import { el } from './dom.ts'
import { type Field, field, passwordField } from './field.ts'
import type { Messages } from './messages.ts'
import { noticeBox, ownWords } from './problem-notice.ts'

type Options = { token: string; invitation: Invitation; text: Messages; done: () => void; gone: (problem: Problem) => void }

const names = ['firstName', 'lastName', 'password'] as const
type Fields = Record<(typeof names)[number], Field>

/** Where a new person says who they are and chooses a password. What was typed stays until the invitation is accepted or gone. */
export function acceptForm({ token, invitation, text, done, gone }: Options): HTMLElement {
  const notice = noticeBox()
  const fields = makeFields(invitation, text)
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
    if (mark(fields, missing(fields, text))) return
    form.ariaBusy = 'true'
    const answer = await accept({ token, locale: invitation.locale, ...valuesOf(fields) })
    form.ariaBusy = null
    if (answer.ok) return done()
    if (ownWords(answer.problem.code, text) || answer.problem.code === 'sign_in_required') return gone(answer.problem)
    if (mark(fields, answer.problem.errors)) return notice.say(text.accept.checkFields)
    notice.report(answer.problem, text)
    notice.element.focus()
  }
  form.addEventListener('submit', event => {
    event.preventDefault()
    void send()
  })
  return form
}

function makeFields({ firstName, lastName }: Invitation, { accept: text }: Messages): Fields {
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

const valuesOf = ({ firstName, lastName, password }: Fields) => ({
  firstName: firstName.input.value.trim(),
  lastName: lastName.input.value.trim() || null,
  password: password.input.value,
})

type Fault = { path: string; message: string }

/** What the server would refuse anyway, said sooner; the server says the rest. */
function missing(fields: Fields, { accept: text }: Messages): Fault[] {
  const { firstName, password } = valuesOf(fields)
  const faults: Fault[] = []
  if (firstName === '') faults.push({ path: 'firstName', message: text.firstNameMissing })
  if (password === '') faults.push({ path: 'password', message: text.passwordMissing })
  else if (Array.from(password).length < 10) faults.push({ path: 'password', message: text.passwordShort })
  return faults
}

/** Shows each fault at its field and moves to the first; tells whether there was any. */
function mark(fields: Fields, faults: Fault[]): boolean {
  const marked = names.filter(name => {
    const messages = faults.filter(({ path }) => path === name).map(({ message }) => capitalized(message))
    fields[name].mark(messages.length > 0 ? messages.join(' ') : null)
    return messages.length > 0
  })
  if (marked[0]) fields[marked[0]].input.focus()
  return marked.length > 0
}

/** The API's messages are parts of sentences. */
const capitalized = (message: string) => message.charAt(0).toUpperCase() + message.slice(1) + (/[.!?]$/.test(message) ? '' : '.')
