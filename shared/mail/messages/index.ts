import type { Locale } from '../../domain/users.ts'
import { ar } from './ar.ts'
import { de } from './de.ts'
import { en, type Messages } from './en.ts'
import { es } from './es.ts'
import { fr } from './fr.ts'
import { ja } from './ja.ts'
import { pt } from './pt.ts'

export type Direction = 'ltr' | 'rtl'
export type Language = { locale: Locale; dir: Direction; messages: Messages }

const catalogues: Record<Locale, Messages> = { en, fr, de, es, pt, ja, ar }
const rightToLeft: ReadonlySet<Locale> = new Set<Locale>(['ar'])

/** M4. What the mail says of its language, screen readers, translators and line breaking rely on. */
export const messagesFor = (locale: Locale): Language => ({
  locale,
  dir: rightToLeft.has(locale) ? 'rtl' : 'ltr',
  messages: catalogues[locale],
})
