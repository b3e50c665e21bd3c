import { showDecline, showDone, showFailure } from './accept-endings.ts'
import type { Typed } from './accept-faults.ts'
import { acceptForm } from './accept-form.ts'
import { otherAccountPart, showWrongAccount, signInPart } from './accept-sign-in.ts'
import { accept, type Invitation, lookup } from './api.ts'
import { type Carried, carriedBy } from './carried.ts'
import { deadline } from './deadline.ts'
import { button, el, show, showBrand, showLoading } from './dom.ts'
import { languagePicker } from './language-picker.ts'
import type { Messages } from './messages/en.ts'
import { isolated, type Language, speak } from './messages.ts'
import { noticeBox } from './problem-notice.ts'
import { readSettings } from './settings.ts'
import { type Back, finishSignIn } from './sign-in.ts'

/** M7, D1: the page behind the link of an invitation mail. Nothing here uses the token up before the person says so. */
type Opened = { token: string; invitation: Invitation; language: Language; text: Messages; typed?: Typed }

const settings = readSettings()

/** The token stands in the address only until this line, before anything is waited for: history and copied addresses don't have it. */
function takeToken(): string {
  const token = location.hash.slice(1)
  history.replaceState(null, '', location.pathname)
  return token
}

// Another link that is opened in this tab changes no more than the hash.
window.addEventListener('hashchange', () => location.reload())
showBrand(settings)
void begin()

async function begin() {
  const finishing = finishSignIn(settings)
  const taken = takeToken()
  const text = await speak(navigator.languages)
  showLoading(text.accept.pageTitle, text.loading)
  const back = await finishing
  const { token, language } = back ? carriedBy(back.carried) : { token: taken }
  if (token) return open({ token, language }, text, back)
  return show(text.accept.noTokenTitle, el('p', {}, back && 'failed' in back ? text[back.failed] : text.accept.noTokenLead))
}

async function open(carried: Carried, text: Messages, back: Back | null): Promise<void> {
  const { token } = carried
  showLoading(text.accept.pageTitle, text.loading)
  const answer = await lookup(token)
  if (!answer.ok) return showFailure(answer.problem, text, () => open(carried, text, back))
  const { value: invitation } = answer
  const language = carried.language ?? invitation.locale
  const opened = { token, invitation, language, text: await speak([language, ...navigator.languages]) }
  if (back && 'accessToken' in back) return acceptSignedIn(opened, back.accessToken)
  return showInvitation(opened, back && 'failed' in back ? opened.text[back.failed] : '')
}

async function acceptSignedIn(opened: Opened, accessToken: string): Promise<void> {
  const { token, language, text } = opened
  showLoading(text.accept.pageTitle, text.loading)
  const answer = await accept({ token, locale: language }, accessToken)
  if (answer.ok) return showDone(opened)
  if (answer.problem.code === 'wrong_account') return showWrongAccount(opened, accessToken)
  return showFailure(answer.problem, text, () => acceptSignedIn(opened, accessToken))
}

function showInvitation(opened: Opened, trouble = ''): void {
  const { invitation, language, text } = opened
  const [organization, product] = [isolated(invitation.organizationName), isolated(settings.productName)]
  const inviter = invitation.inviterName && isolated(invitation.inviterName)
  const notice = noticeBox()
  notice.say(trouble)
  const picker = languagePicker(language, text.language, chosen => changeLanguage({ ...opened, typed: typedSoFar() }, chosen))
  const { form, typed: typedSoFar } = mustSignIn(invitation)
    ? { form: signInPart(opened), typed: () => opened.typed }
    : newPersonPart(opened, picker.select)
  const parts = [
    el(
      'p',
      { class: 'lead' },
      inviter ? text.accept.invitedBy(inviter, organization, product) : text.accept.invited(organization, product),
    ),
    invitation.message && messagePart(invitation.message, text.accept.messageFrom(inviter)),
    notice.element,
    form,
    el('p', { class: 'muted' }, `${text.accept.validUntil} `, deadline(invitation.expiresAt)),
    el(
      'div',
      { class: 'aside' },
      button(text.accept.decline, () => showDecline(opened, reopen), 'quiet'),
      picker.element,
    ),
  ]
  // The same elements again after "No, go back", with what was typed into them.
  const reopen = () => show(text.accept.title(organization), ...parts)
  reopen()
}

const messagePart = (message: string, from: string) =>
  el('figure', {}, el('figcaption', {}, from), el('blockquote', { dir: 'auto' }, message))

/** Nothing can be sent or typed meanwhile, so nothing is lost. */
async function changeLanguage(opened: Opened, language: Language): Promise<void> {
  document.body.inert = true
  const text = await speak([language, opened.language, ...navigator.languages])
  document.body.inert = false
  showInvitation({ ...opened, language, text })
  document.getElementById('language')?.focus()
}

function newPersonPart(opened: Opened, picker: HTMLSelectElement) {
  const { form, typed } = newPersonForm(opened, picker)
  return { form: opened.invitation.unprovenAccount ? el('div', {}, otherAccountPart(opened), form) : form, typed }
}

/** Whose account nobody proved may be that of a stranger: then a password of one's own is a way in, too. */
const mustSignIn = ({ identityExists, unprovenAccount }: Invitation) => identityExists && !unprovenAccount

const newPersonForm = (opened: Opened, picker: HTMLSelectElement) =>
  acceptForm({
    ...opened,
    picker,
    done: () => showDone(opened),
    gone: problem => {
      if (problem.code !== 'sign_in_required') return showFailure(problem, opened.text, () => showInvitation(opened))
      return showInvitation({ ...opened, invitation: { ...opened.invitation, identityExists: true, unprovenAccount: false } })
    },
  })
