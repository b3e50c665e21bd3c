import { el } from './dom.ts'

/** In the reader's own time zone, and naming it. */
export function deadline(expiresAt: string): HTMLElement {
  const { lang } = document.documentElement
  const format = new Intl.DateTimeFormat(lang, { dateStyle: 'long', timeStyle: 'short' })
  const zone = new Intl.DateTimeFormat(lang, { timeZoneName: 'short' })
    .formatToParts(new Date(expiresAt))
    .find(({ type }) => type === 'timeZoneName')
  return el('time', { datetime: expiresAt }, `${format.format(new Date(expiresAt))} ${zone?.value ?? ''}`.trim())
}
