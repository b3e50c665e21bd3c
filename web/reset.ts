import { el, show, showBrand } from './dom.ts'
import type { Messages } from './messages/en.ts'
import { isolated, speak } from './messages.ts'
import { type Link, newPasswordForm, requestForm } from './reset-forms.ts'
import { readSettings } from './settings.ts'

/** D11: the page behind the link of a mail for a new password, and without a link the way to one. */
const settings = readSettings()

/** The code stands in the address only until this line, before anything is waited for: history and copied addresses don't have it. */
function takeLink(): Link & { locale: string } {
  const given = new URLSearchParams(location.hash.slice(1))
  history.replaceState(null, '', location.pathname)
  const [code, email, locale] = ['code', 'email', 'locale'].map(name => given.get(name) ?? '')
  return { code: code ?? '', email: email ?? '', locale: locale ?? '' }
}

// Another link that is opened in this tab changes no more than the hash.
window.addEventListener('hashchange', () => location.reload())
showBrand(settings)
void begin(takeLink())

async function begin({ locale, ...link }: Link & { locale: string }): Promise<void> {
  const text = await speak([locale, ...navigator.languages])
  if (link.code === '' || link.email === '') return showRequest(text, link.email)
  const done = () => show(text.reset.doneTitle, el('p', { class: 'lead' }, text.reset.doneLead), signInLink(text))
  const dead = () => showRequest(text, link.email, text.reset.linkDead)
  return show(text.reset.title, newPasswordForm({ link, text, done, dead }))
}

function showRequest(text: Messages, email: string, trouble = ''): void {
  const sent = (to: string) =>
    show(text.reset.sentTitle, el('p', {}, text.reset.sentLead(isolated(to))), el('p', { class: 'muted' }, text.reset.sentHint))
  show(text.reset.requestTitle, el('p', { class: 'lead' }, text.reset.requestLead), requestForm({ email, text, trouble, sent }))
}

const signInLink = ({ signIn }: Messages) => el('a', { class: 'primary', href: settings.signInUrl }, signIn)
