import { notFound } from '../domain/refusals.ts'
import { variable } from '../environment.ts'
import type { Pages } from '../pages.ts'
import { product } from '../product.ts'

/** One of our HTML pages, with the settings that its script reads. It may load only its own files and the logo, and call only us and the login. */
export async function page(pages: Pages, file: string): Promise<{ text: string; headers: Record<string, string> }> {
  const template = await pages.read(file)
  if (template === null) throw notFound()
  const { name, logo } = product
  const loginUrl = variable('LOGIN_URL')
  const settings = {
    productName: name,
    logo,
    signInUrl: variable('PRODUCT_URL') || '/',
    issuer: variable('ISSUER_URL'),
    clientId: variable('USER_POOL_CLIENT_ID'),
    accountClientId: variable('ACCOUNT_CLIENT_ID'),
    loginUrl,
  }
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    `img-src 'self' data:${logo ? ` ${new URL(logo.url).origin}` : ''}`,
    `connect-src 'self' ${new URL(loginUrl).origin}`,
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ]
  const json = JSON.stringify(settings).replaceAll('<', '\\u003c')
  return { text: template.replace('{{settings}}', () => json), headers: { 'content-security-policy': policy.join('; ') } }
}
