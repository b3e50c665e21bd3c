import { beginTotp, confirmTotp, type Factors, type Me, type Problem, removeTotp, type Started } from './api.ts'
import { button, el } from './dom.ts'
import { field } from './field.ts'
import type { Messages } from './messages/en.ts'
import { explain, noticeBox } from './problem-notice.ts'
import type { Settings } from './settings.ts'
import { beginSignIn } from './sign-in.ts'

type Options = {
  me: Me
  factors: Factors
  accessToken: string
  settings: Settings
  text: Messages
  /** Of a sign-in for the own account, from which the browser has just come back, */
  accountToken?: string
  /** or what went wrong with it. */
  trouble?: string
}

/** Where somebody sets up an authenticator app or takes it away; passkeys are added on the login's own page. */
export function factorPart(options: Options): HTMLElement {
  const { accountToken, accessToken, factors, text, trouble = '' } = options
  const notice = noticeBox()
  notice.say(trouble)
  const state = el('p', { role: 'status' }, factors.totp ? text.home.factors.on : text.home.factors.off)
  const actions = el('div', {})
  const box: Box = { notice, state, actions }
  if (accountToken) void enrol(options, accountToken, box)
  else offer(options, factors.totp, box)
  const title = el('h2', {}, text.home.factors.title)
  return el('section', { class: 'organization', id: 'factors' }, title, state, notice.element, actions, passkeyLink(options))

  async function enrol(given: Options, account: string, shown: Box) {
    const answer = await beginTotp(account, accessToken)
    if (answer.ok) return shown.actions.replaceChildren(...enrolment(given, account, answer.value, shown))
    shown.notice.say(words(answer.problem, text))
    return offer(given, factors.totp, shown)
  }
}

type Box = { notice: ReturnType<typeof noticeBox>; state: HTMLElement; actions: HTMLElement }

/** What can be begun; each takes a sign-in of a moment ago. */
function offer(options: Options, totp: boolean, box: Box) {
  const { me, accessToken, settings, text } = options
  const say = text.home.factors
  const again = () => beginSignIn(settings, { page: '/', email: me.email })
  const setUp = () => beginSignIn(settings, { page: '/', email: me.email, carried: accessToken, ownAccount: true })
  const remove = async () => {
    box.notice.say('')
    const answer = await removeTotp(accessToken)
    if (!answer.ok) {
      box.notice.say(words(answer.problem, text))
      return box.actions.replaceChildren(button(say.signInAgain, again, 'quiet'))
    }
    box.state.textContent = say.removed
    return offer(options, false, box)
  }
  box.actions.replaceChildren(totp ? button(say.remove, remove, 'quiet') : button(say.setUp, setUp, 'quiet'))
}

/** The key for the app, and the code that shows that the app has it. */
function enrolment(options: Options, accountToken: string, { secret, uri }: Started, box: Box): HTMLElement[] {
  const { me, accessToken, settings, text } = options
  const say = text.home.factors
  const code = field({ name: 'totp', label: say.code, type: 'digits', autocomplete: 'one-time-code' })
  const submit = el('button', { type: 'submit', class: 'primary' }, text.home.confirm)
  const form = el('form', { novalidate: true }, code.element, submit)
  const confirm = async () => {
    const digits = code.input.value.replace(/\s/g, '')
    code.mark(/^\d{6}$/.test(digits) ? null : say.codeMissing)
    if (code.input.ariaInvalid === 'true') return code.input.focus()
    box.notice.say('')
    const answer = await confirmTotp(digits, accountToken, accessToken)
    if (!answer.ok) return box.notice.say(words(answer.problem, text))
    box.state.textContent = say.done
    return box.actions.replaceChildren(
      button(say.signInAgain, () => beginSignIn(settings, { page: '/', email: me.email }), 'quiet'),
    )
  }
  form.addEventListener('submit', event => {
    event.preventDefault()
    void confirm()
  })
  const grouped = secret.replace(/.{4}(?=.)/g, '$& ')
  const key = el('dl', {}, el('dt', {}, say.key), el('dd', { dir: 'ltr' }, el('code', {}, grouped)))
  return [el('p', {}, say.scan), el('p', {}, el('a', { href: uri }, say.openApp)), key, form]
}

function passkeyLink({ settings: { loginUrl, clientId }, text }: Options): HTMLElement {
  const query = new URLSearchParams({ client_id: clientId, redirect_uri: `${location.origin}/` })
  const link = el('a', { href: `${loginUrl}/passkeys/add?${query}` }, text.home.factors.passkey)
  return el('p', {}, text.home.factors.passkeyLead, ' ', link)
}

/** A code has words of its own here: elsewhere it is one that was mailed. */
function words(problem: Problem, text: Messages): string {
  const own: Record<string, string> = text.home.factors.problems
  return own[problem.code] ?? explain(problem, text)
}
