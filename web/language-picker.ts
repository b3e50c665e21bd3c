import { el } from './dom.ts'
import { isLanguage, type Language, languageNames } from './messages.ts'

/** M4: the language of the page, and of the account that it makes. */
export function languagePicker(
  current: Language,
  label: string,
  choose: (language: Language) => unknown,
): { element: HTMLElement; select: HTMLSelectElement } {
  const options = languageNames().map(({ language, name }) =>
    el('option', { value: language, lang: language, selected: language === current }, name),
  )
  const select = el('select', { id: 'language', autocomplete: 'language' }, ...options)
  select.addEventListener('change', () => isLanguage(select.value) && choose(select.value))
  return { element: el('p', { class: 'language' }, el('label', { for: select.id }, label), select), select }
}
