import { checkFresh } from './reauthentication.ts'
import { notFound, Refusal } from './refusals.ts'

/**
 * What Cognito calls two factors ("Authentication levels with ACR and AMR claims"): `mfa` for any two, `swk` and `hwk` for a passkey, which
 * the pool takes only when its owner unlocked it. `fed` alone is none: the identity provider did not say what it asked for.
 */
const secondFactors = ['mfa', 'swk', 'hwk']

/** Whether somebody signed in with more than a password, by the token's claim `amr`. */
export const hasSecondFactor = (amr: unknown): boolean => methodsIn(amr).some(method => secondFactors.includes(method))

/** API Gateway hands a list on as text: `[pwd otp mfa]`. */
function methodsIn(amr: unknown): string[] {
  if (Array.isArray(amr)) return amr.map(String)
  return typeof amr === 'string' ? amr.replace(/^\[|\]$/g, '').split(/[\s,]+/) : []
}

export const mfaRequired = () =>
  new Refusal(
    'mfa_required',
    'This takes a second factor: set one up (an authenticator app or a passkey) if you have none, then sign in again with it.',
  )

/** Whoever signed in for the own account, as Cognito and their token say. */
export type Account = { userId: string; totp: boolean; authTime: number; secondFactor: boolean }

/** An authenticator app comes to whoever has just signed in; in the place of another one, with that or with a passkey. */
export function checkEnrolment(account: Account, userId: string, at: string): void {
  checkAccount(account, userId)
  checkFresh(account.authTime, at)
  if (account.totp && !account.secondFactor) throw mfaRequired()
}

export function checkAccount(account: Account, userId: string): void {
  if (account.userId !== userId)
    throw new Refusal('wrong_account', 'You have signed in as somebody else. Sign in again as the person whose account this is.')
}

/** Whoever has only the password does not take the other factor away. */
export function checkRemoval(totp: boolean, { authTime, secondFactor }: { authTime: number; secondFactor: boolean }, at: string) {
  if (!totp) throw notFound()
  if (!secondFactor) throw mfaRequired()
  checkFresh(authTime, at)
}

/** For authenticator apps (Key URI Format). Six digits, 30 seconds and SHA-1 are what they take when nothing is said. */
export function totpUri(secret: string, email: string, product: string): string {
  const label = `${encodeURIComponent(product)}:${encodeURIComponent(email)}`
  return `otpauth://totp/${label}?${new URLSearchParams({ secret, issuer: product }).toString().replaceAll('+', '%20')}`
}
