import { confirmCode, type Me, requestCode } from './api.ts'
import { button, el } from './dom.ts'
import { field } from './field.ts'
import type { Messages } from './messages/en.ts'
import { isolated } from './messages.ts'
import { noticeBox } from './problem-notice.ts'

type Options = { me: Me; accessToken: string; text: Messages; done: (me: Me) => void }

/** Where somebody proves the mailbox of the login email, whose account was made by others or whose invitation went elsewhere. */
export function emailProof({ me, accessToken, text, done }: Options): HTMLElement {
  const notice = noticeBox()
  const form = codeForm({ me, accessToken, text, done })
  const sent = el('p', { class: 'muted', role: 'status' })
  const send = async () => {
    notice.say('')
    sent.textContent = ''
    const answer = await requestCode(accessToken)
    if (!answer.ok) return notice.report(answer.problem, text)
    if (answer.value.emailVerified) return done({ ...me, emailVerified: true })
    form.hidden = false
    form.querySelector('input')?.focus()
    sent.textContent = text.home.codeSent(isolated(me.email))
  }
  const parts = [el('p', {}, text.home.verifyLead), notice.element, sent, form, button(text.home.sendCode, send, 'quiet')]
  return el('section', { class: 'step' }, ...parts)
}

function codeForm({ accessToken, text, done }: Options): HTMLFormElement {
  const notice = noticeBox()
  const code = field({ name: 'code', label: text.home.code, type: 'digits', autocomplete: 'one-time-code' })
  const submit = el('button', { type: 'submit', class: 'primary' }, text.home.confirm)
  const form = el('form', { novalidate: true, hidden: true }, notice.element, code.element, submit)
  const confirm = async () => {
    const digits = code.input.value.replace(/\s/g, '')
    code.mark(/^\d{6}$/.test(digits) ? null : text.home.codeMissing)
    if (code.input.ariaInvalid === 'true') return code.input.focus()
    notice.say('')
    const answer = await confirmCode(digits, accessToken)
    if (answer.ok) return done(answer.value)
    return notice.report(answer.problem, text)
  }
  form.addEventListener('submit', event => {
    event.preventDefault()
    void confirm()
  })
  return form
}
