import { isLanguage, type Language } from './messages.ts'

/** What the accept page knows before and after the hosted login. */
export type Carried = { token: string; language?: Language }

// A token has no space in it.
export const carry = ({ token, language = 'en' }: Carried): string => `${token} ${language}`

export function carriedBy(text: string): Carried {
  const [token = '', language = ''] = text.split(' ')
  return { token, ...(isLanguage(language) && { language }) }
}
