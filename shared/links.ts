import { variable } from './environment.ts'

/** What stands behind `#` reaches no server, log or referrer. Made from configuration, never from a request's headers. */
export type PageLinks = { to(page: '/accept' | '/reset', secret: string): string }

export const pageLinks: PageLinks = { to: (page, secret) => `${variable('APP_URL')}${page}#${secret}` }

/** What the reset page needs, and the language of the mail. The code may be the placeholder that Cognito fills in, so it stays as it is. */
export const resetSecret = (email: string, code: string, locale: string): string =>
  `code=${code}&email=${encodeURIComponent(email)}&locale=${locale}`
