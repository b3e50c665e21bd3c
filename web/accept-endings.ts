import { decline, type Invitation, type Problem } from './api.ts'
import { button, el, show } from './dom.ts'
import type { Messages } from './messages/en.ts'
import { isolated } from './messages.ts'
import { noticeBox, ownWords } from './problem-notice.ts'
import { readSettings } from './settings.ts'

type Offered = { token: string; invitation: Invitation; text: Messages }

const { signInUrl } = readSettings()

export function showDecline(opened: Offered, back: () => void): void {
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
    el('p', {}, text.accept.declineLead(isolated(invitation.organizationName))),
    notice.element,
    el('p', { class: 'row' }, button(text.accept.declineYes, send, 'danger'), button(text.accept.declineNo, back, 'quiet')),
  )
}

export const showDone = ({ invitation, text }: Offered) =>
  show(
    text.accept.doneTitle,
    el('p', { class: 'lead' }, text.accept.doneLead(isolated(invitation.organizationName))),
    signInLink(text),
  )

/** What no further try can mend ends here; anything else can be tried again. */
export function showFailure(problem: Problem, text: Messages, again: () => unknown): void {
  const final = ownWords(problem.code, text)
  if (final) return show(final.title, el('p', {}, final.detail), problem.code === 'invitation_accepted' && signInLink(text))
  const notice = noticeBox()
  notice.report(problem, text)
  return show(text.accept.pageTitle, notice.element, button(text.tryAgain, again))
}

const signInLink = ({ signIn }: Messages) => el('a', { class: 'primary', href: signInUrl }, signIn)
