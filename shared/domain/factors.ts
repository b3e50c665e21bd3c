import { Refusal } from './refusals.ts'

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
