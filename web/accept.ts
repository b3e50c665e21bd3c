import { acceptForm } from './accept-form.ts'
import { accept, decline, type Invitation, lookup, type Problem, readMe } from './api.ts'
import { button, el, show, showBrand, showLoading } from './dom.ts'
import { type Messages, speak } from './messages.ts'
import { noticeBox, ownWords } from './problem-notice.ts'
import { readSettings } from './settings.ts'
import { type Back, beginSignIn, finishSignIn } from './sign-in.ts'

/** M7, D1: the page behind the link of an invitation mail. Nothing here uses the token up before the person says so. */
type Opened = { token: string; invitation: Invitation; text: Messages }

const settings = readSettings()

/** The token stands in the address only until this line, so that history, screenshots and copied addresses don't have it. */
function takeToken(): string {
  const token = location.hash.slice(1)
  history.replaceState(null, '', location.pathname)
  return token
}

// Another link that is opened in this tab changes no more than the hash.
window.addEventListener('hashchange', () => location.reload())
showBrand(settings.productName)
void begin()

async function begin() {
  const text = speak(navigator.languages)
  showLoading(text.accept.pageTitle, text.loading)
  const back = await finishSignIn(settings)
  const token = back ? back.carried : takeToken()
  if (token) return open(token, text, back)
  return show(text.accept.noTokenTitle, el('p', {}, back && 'failed' in back ? text[back.failed] : text.accept.noTokenLead))
}

async function open(token: string, text: Messages, back: Back | null): Promise<void> {
  showLoading(text.accept.pageTitle, text.loading)
  const answer = await lookup(token)
  if (!answer.ok) return showFailure(answer.problem, text, () => open(token, text, back))
  const { value: invitation } = answer
  const opened = { token, invitation, text: speak([invitation.locale, ...navigator.languages]) }
  if (back && 'accessToken' in back) return acceptSignedIn(opened, back.accessToken)
  return showInvitation(opened, back && 'failed' in back ? opened.text[back.failed] : '')
}

async function acceptSignedIn(opened: Opened, accessToken: string): Promise<void> {
  const { token, text } = opened
  showLoading(text.accept.pageTitle, text.loading)
  const answer = await accept({ token }, accessToken)
  if (answer.ok) return showDone(opened)
  if (answer.problem.code === 'wrong_account') return showWrongAccount(opened, accessToken)
  return showFailure(answer.problem, text, () => acceptSignedIn(opened, accessToken))
}

function showInvitation(opened: Opened, trouble = ''): void {
  const { invitation, text } = opened
  const { organizationName: organization, inviterName: inviter, message } = invitation
  const { productName } = settings
  const notice = noticeBox()
  notice.say(trouble)
  const parts = [
    el(
      'p',
      { class: 'lead' },
      inviter ? text.accept.invitedBy(inviter, organization, productName) : text.accept.invited(organization, productName),
    ),
    message && el('figure', {}, el('figcaption', {}, text.accept.messageFrom(inviter)), el('blockquote', {}, message)),
    notice.element,
    invitation.identityExists ? signInPart(opened) : newPersonPart(opened),
    el('p', { class: 'muted' }, `${text.accept.validUntil} `, deadline(invitation.expiresAt)),
    el(
      'p',
      { class: 'aside' },
      button(text.accept.decline, () => showDecline(opened, reopen), 'quiet'),
    ),
  ]
  // The same elements again after "No, go back", with what was typed into them.
  const reopen = () => show(text.accept.title(organization), ...parts)
  reopen()
}

const newPersonPart = (opened: Opened) =>
  acceptForm({
    ...opened,
    done: () => showDone(opened),
    gone: problem => {
      if (problem.code !== 'sign_in_required') return showFailure(problem, opened.text, () => showInvitation(opened))
      return showInvitation({ ...opened, invitation: { ...opened.invitation, identityExists: true } })
    },
  })

const signInPart = ({ token, invitation: { email }, text }: Opened) =>
  el(
    'section',
    {},
    el('dl', {}, el('dt', {}, text.accept.email), el('dd', {}, email)),
    el('p', {}, text.accept.accountExists),
    button(text.accept.signInToAccept, () => beginSignIn(settings, { page: '/accept', carried: token, email })),
  )

async function showWrongAccount({ token, invitation: { email }, text }: Opened, accessToken: string): Promise<void> {
  const me = await readMe(accessToken)
  show(
    text.accept.wrongTitle,
    el('p', {}, text.accept.wrongAccount(me.ok ? me.value.email : null, email)),
    button(text.accept.signInAs(email), () =>
      beginSignIn(settings, { page: '/accept', carried: token, email, asSomebodyElse: true }),
    ),
  )
}

function showDecline(opened: Opened, back: () => void): void {
  const { token, invitation, text } = opened
  const notice = noticeBox()
  const send = async () => {
    const answer = await decline(token)
    if (answer.ok) return show(text.accept.declinedTitle, el('p', {}, text.accept.declinedLead))
    if (ownWords(answer.problem.code, text)) return showFailure(answer.problem, text, () => showDecline(opened, back))
    return notice.report(answer.problem, text)
  }
  show(
    text.accept.declineTitle,
    el('p', {}, text.accept.declineLead(invitation.organizationName)),
    notice.element,
    el('p', { class: 'row' }, button(text.accept.declineYes, send, 'danger'), button(text.accept.declineNo, back, 'quiet')),
  )
}

const showDone = ({ invitation, text }: Opened) =>
  show(text.accept.doneTitle, el('p', { class: 'lead' }, text.accept.doneLead(invitation.organizationName)), signInLink(text))

/** What no further try can mend ends here; anything else can be tried again. */
function showFailure(problem: Problem, text: Messages, again: () => unknown): void {
  const final = ownWords(problem.code, text)
  if (final) return show(final.title, el('p', {}, final.detail), problem.code === 'invitation_accepted' && signInLink(text))
  const notice = noticeBox()
  notice.report(problem, text)
  return show(text.accept.pageTitle, notice.element, button(text.tryAgain, again))
}

const signInLink = ({ signIn }: Messages) => el('a', { class: 'primary', href: settings.signInUrl }, signIn)

/** In the reader's own time zone, and naming it. */
function deadline(expiresAt: string): HTMLElement {
  const { lang } = document.documentElement
  const format = new Intl.DateTimeFormat(lang, { dateStyle: 'long', timeStyle: 'short' })
  const zone = new Intl.DateTimeFormat(lang, { timeZoneName: 'short' })
    .formatToParts(new Date(expiresAt))
    .find(({ type }) => type === 'timeZoneName')
  return el('time', { datetime: expiresAt }, `${format.format(new Date(expiresAt))} ${zone?.value ?? ''}`.trim())
}
