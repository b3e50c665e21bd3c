import { type Invitation, readMe } from './api.ts'
import { carry } from './carried.ts'
import { button, el, show } from './dom.ts'
import type { Messages } from './messages/en.ts'
import { isolated, type Language } from './messages.ts'
import { readSettings } from './settings.ts'
import { beginSignIn } from './sign-in.ts'

type Opened = { token: string; invitation: Invitation; language: Language; text: Messages }

const settings = readSettings()

/** Somebody's own account, or a stranger's: only the reader knows. */
export const otherAccountPart = (opened: Opened): HTMLElement =>
  el('section', { class: 'step' }, el('p', {}, opened.text.accept.unprovenAccount), signInButton(opened, 'quiet'))

const signInButton = (opened: Opened, kind: 'primary' | 'quiet'): HTMLElement =>
  button(
    opened.text.accept.signInToAccept,
    () => beginSignIn(settings, { page: '/accept', carried: carry(opened), email: opened.invitation.email }),
    kind,
  )

export const signInPart = (opened: Opened): HTMLElement => {
  const { email } = opened.invitation
  const { accept: text } = opened.text
  return el(
    'section',
    {},
    el('dl', {}, el('dt', {}, text.email), el('dd', {}, isolated(email))),
    el('p', {}, text.accountExists),
    signInButton(opened, 'primary'),
  )
}

export async function showWrongAccount(opened: Opened, accessToken: string): Promise<void> {
  const { text, invitation } = opened
  const { email } = invitation
  const me = await readMe(accessToken)
  show(
    text.accept.wrongTitle,
    el('p', {}, text.accept.wrongAccount(me.ok ? isolated(me.value.email) : null, isolated(email))),
    button(text.accept.signInAs(isolated(email)), () =>
      beginSignIn(settings, { page: '/accept', carried: carry(opened), email, asSomebodyElse: true }),
    ),
  )
}
