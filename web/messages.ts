import type { Invitation } from './api.ts'
import { en, type Messages } from './messages/en.ts'

export type Language = Invitation['locale']

type Known = { name: string; dir: 'ltr' | 'rtl'; load: () => Promise<Messages> }

/** English comes with the page, so that there is always something to say; the others are fetched by those who read them. */
export const languages: Record<Language, Known> = {
  en: { name: 'English', dir: 'ltr', load: () => Promise.resolve(en) },
  fr: { name: 'Français', dir: 'ltr', load: () => import('./messages/fr.ts').then(({ fr }) => fr) },
  de: { name: 'Deutsch', dir: 'ltr', load: () => import('./messages/de.ts').then(({ de }) => de) },
  es: { name: 'Español', dir: 'ltr', load: () => import('./messages/es.ts').then(({ es }) => es) },
  pt: { name: 'Português', dir: 'ltr', load: () => import('./messages/pt.ts').then(({ pt }) => pt) },
  ja: { name: '日本語', dir: 'ltr', load: () => import('./messages/ja.ts').then(({ ja }) => ja) },
  ar: { name: 'العربية', dir: 'rtl', load: () => import('./messages/ar.ts').then(({ ar }) => ar) },
}

export const isLanguage = (code: string): code is Language => Object.hasOwn(languages, code)

/** Each language by its own name, for those who read no other. */
export const languageNames = (): { language: Language; name: string }[] =>
  Object.entries(languages).flatMap(([language, { name }]) => (isLanguage(language) ? [{ language, name }] : []))

/** The first wanted language that there is and that can be fetched, English else; tells the document so. */
export async function speak(wanted: readonly string[]): Promise<Messages> {
  const codes = wanted.map(tag => tag.split('-', 1)[0]?.toLowerCase() ?? '')
  for (const code of [...codes.filter(isLanguage), 'en' as const]) {
    const messages = await languages[code].load().catch(() => null)
    if (!messages) continue
    document.documentElement.lang = code
    document.documentElement.dir = languages[code].dir
    return messages
  }
  return en
}

const readsFromRight = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u

/** What somebody typed, kept from mixing with a sentence that reads the other way. */
export const isolated = (value: string): string =>
  document.documentElement.dir === 'rtl' || readsFromRight.test(value)
    ? `\u2068${value.replaceAll(/\p{Bidi_Control}/gu, '')}\u2069`
    : value
