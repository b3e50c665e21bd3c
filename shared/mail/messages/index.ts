import type { Locale } from '../../domain/users.ts'
import { en, type Messages } from './en.ts'

export type Language = { locale: Locale; dir: 'ltr' | 'rtl'; messages: Messages }

const catalogues: { en: Messages } & Partial<Record<Locale, Messages>> = { en }
const rightToLeft: ReadonlySet<Locale> = new Set<Locale>(['ar'])

/** M4. A language without a catalogue falls back to English, and the mail then says that it is English: screen readers and translators rely on it. */
export function messagesFor(wanted: Locale): Language {
  const locale = catalogues[wanted] ? wanted : 'en'
  return { locale, dir: rightToLeft.has(locale) ? 'rtl' : 'ltr', messages: catalogues[locale] ?? en }
}
