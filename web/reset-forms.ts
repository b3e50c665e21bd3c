import { passwordFault } from './accept-faults.ts'
import { type Answer, confirmReset, requestReset } from './api.ts'
import { el } from './dom.ts'
import { type Field, field, passwordField } from './field.ts'
import type { Messages } from './messages/en.ts'
import { noticeBox } from './problem-notice.ts'

export type Link = { code: string; email: string }

type Sending<Value> = {
  parts: HTMLElement[]
  input: Field
  button: string
  /** What is wrong with what was typed, before it is sent. */
  fault: () => string | null
  send: () => Promise<Answer<Value>>
  done: () => void
  /** Whether this problem was dealt with elsewhere. */
  refused: (code: string) => boolean
  trouble?: string
  text: Messages
}

/** One input and a button. The browser's own bubbles are neither in the page's language nor tied to the fields. */
function sendingForm<Value>({
  parts,
  input,
  button,
  fault,
  send,
  done,
  refused,
  trouble = '',
  text,
}: Sending<Value>): HTMLElement {
  const notice = noticeBox()
  notice.say(trouble)
  const submit = el('button', { type: 'submit', class: 'primary' }, button)
  const form = el('form', { novalidate: true }, notice.element, ...parts, input.element, submit)
  const work = async () => {
    if (form.ariaBusy === 'true') return
    notice.say('')
    const wrong = fault()
    input.mark(wrong)
    if (wrong !== null) return input.input.focus()
    form.ariaBusy = 'true'
    const answer = await send()
    form.ariaBusy = null
    if (answer.ok) return done()
    if (refused(answer.problem.code)) return
    notice.report(answer.problem, text)
    notice.element.focus()
  }
  form.addEventListener('submit', event => {
    event.preventDefault()
    void work()
  })
  return form
}

type NewPassword = { link: Link; text: Messages; done: () => void; dead: () => void }

export function newPasswordForm({ link, text, done, dead }: NewPassword): HTMLElement {
  const { accept } = text
  const shared = { label: accept.email, type: 'email' as const, autocomplete: 'username', readonly: true }
  const password = passwordField({
    name: 'password',
    label: text.reset.newPassword,
    autocomplete: 'new-password',
    hint: accept.passwordHint,
    showLabel: accept.showPassword,
  })
  const refuse = () => {
    password.mark(accept.passwordRefused)
    password.input.focus()
  }
  return sendingForm({
    text,
    parts: [field({ name: 'email', value: link.email, ...shared }).element],
    input: password,
    button: text.reset.save,
    fault: () => passwordFault(password.input.value, link.email, accept),
    send: () => confirmReset({ ...link, password: password.input.value }),
    done,
    refused(code) {
      if (code === 'invalid_code' || code === 'validation_failed') dead()
      else if (code === 'password_too_weak') refuse()
      else return false
      return true
    },
  })
}

type Request = { email: string; text: Messages; trouble: string; sent: (email: string) => void }

export function requestForm({ email, text, trouble, sent }: Request): HTMLElement {
  const address = field({ name: 'email', label: text.accept.email, type: 'email', autocomplete: 'username', value: email })
  const typed = () => address.input.value.trim()
  return sendingForm({
    text,
    trouble,
    parts: [],
    input: address,
    button: text.reset.send,
    fault: () => (/^\S+@\S+$/.test(typed()) ? null : text.reset.emailMissing),
    send: () => requestReset(typed()),
    done: () => sent(typed()),
    refused(code) {
      if (code !== 'validation_failed') return false
      address.mark(text.reset.emailMissing)
      address.input.focus()
      return true
    },
  })
}
