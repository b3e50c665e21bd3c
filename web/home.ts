import { type Factors, type Me, readFactors, readMe } from './api.ts'
import { button, el, show, showBrand, showLoading } from './dom.ts'
import { emailProof } from './home-email.ts'
import { factorPart } from './home-factors.ts'
import { isolated, speak } from './messages.ts'
import { explain, noticeBox } from './problem-notice.ts'
import { readSettings } from './settings.ts'
import { beginSignIn, finishSignIn, signOut } from './sign-in.ts'

/** The smallest product around Roster: sign in at the hosted login, then ask Roster who that is. The token lives in memory. */
const settings = readSettings()
// Begun before anything is waited for: it clears the address.
const finishing = finishSignIn(settings)
const text = await speak(navigator.languages)

showBrand(settings)
void begin()

async function begin() {
  showLoading(settings.productName, text.loading)
  const back = await finishing
  if (!back) return showSignedOut('')
  if ('failed' in back)
    return back.carried ? showSignedIn(back.carried, { trouble: text[back.failed] }) : showSignedOut(text[back.failed])
  // From the sign-in for the own account the browser comes back with both tokens.
  return back.ownAccount ? showSignedIn(back.carried, { accountToken: back.accessToken }) : showSignedIn(back.accessToken)
}

/** What came back of a sign-in for the own account. */
type Returned = { trouble?: string; accountToken?: string }

function showSignedOut(trouble: string): void {
  const notice = noticeBox()
  notice.say(trouble)
  show(
    text.home.title(isolated(settings.productName)),
    el('p', { class: 'lead' }, text.home.lead),
    notice.element,
    button(text.signIn, () => beginSignIn(settings, { page: '/' })),
  )
}

async function showSignedIn(accessToken: string, returned: Returned = {}): Promise<void> {
  showLoading(settings.productName, text.loading)
  const [answer, factors] = await Promise.all([readMe(accessToken), readFactors(accessToken)])
  if (answer.ok) return showMe(answer.value, factors.ok ? factors.value : null, accessToken, returned)
  const notice = noticeBox()
  notice.say(explain(answer.problem, text))
  const again = button(text.tryAgain, () => showSignedIn(accessToken, returned))
  return show(settings.productName, notice.element, el('p', { class: 'row' }, again, leaveButton()))
}

const leaveButton = () => button(text.home.signOut, () => signOut(settings), 'quiet')

const showMe = (me: Me, factors: Factors | null, accessToken: string, returned: Returned = {}) =>
  show(
    text.home.signedIn(isolated(nameOf(me))),
    emailPart(me),
    !me.emailVerified && emailProof({ me, accessToken, text, done: proved => showMe(proved, factors, accessToken) }),
    ...membershipParts(me),
    factors && factorPart({ me, factors, accessToken, settings, text, ...returned }),
    el('p', { class: 'aside' }, leaveButton()),
  )

const nameOf = ({ email, activeOrgId, memberships }: Me) =>
  (memberships.find(({ organization }) => organization.id === activeOrgId) ?? memberships[0])?.user.displayName ?? email

function emailPart({ email, emailVerified }: Me): HTMLElement {
  const address = emailVerified ? isolated(email) : `${isolated(email)} (${text.home.notVerified})`
  return el('dl', {}, el('dt', {}, text.home.email), el('dd', {}, address))
}

const membershipParts = ({ memberships }: Me): HTMLElement[] =>
  memberships.length > 0 ? memberships.map(membershipPart) : [el('p', {}, text.home.noOrganizations)]

function membershipPart({ organization, user, roles, permissions, mfaRequired }: Me['memberships'][number]): HTMLElement {
  return el(
    'section',
    { class: 'organization' },
    el('h2', {}, isolated(organization.name)),
    el('p', { class: 'muted' }, isolated(user.displayName)),
    mfaRequired && el('p', { class: 'notice' }, text.home.factors.required),
    el('h3', {}, text.home.roles),
    tags(roles.map(({ name }) => name)),
    el('h3', {}, text.home.permissions),
    tags(permissions),
  )
}

const tags = (words: string[]): HTMLElement =>
  words.length === 0
    ? el('p', { class: 'muted' }, text.home.none)
    : el('ul', { class: 'tags' }, ...words.map(word => el('li', {}, isolated(word))))
