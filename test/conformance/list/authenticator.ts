import {
  AdminSetUserMFAPreferenceCommand,
  AssociateSoftwareTokenCommand,
  RespondToAuthChallengeCommand,
  SetUserMFAPreferenceCommand,
  VerifySoftwareTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { decodeJwt } from 'jose'
import { expect } from 'vitest'
import { guide, reference } from './documentation.ts'
import type { Entry, Target } from './entry.ts'
import { createPerson, expectRefused, signIn, tokensOf, whoAmI } from './people.ts'
import { totpAt } from './totp.ts'

const preferred = { Enabled: true, PreferredMfa: true }
/** By the pool's own clock, which a new token tells. */
const codeAt = (secret: string, token: string) => totpAt(secret, decodeJwt(token).iat ?? 0)

/** Somebody whose authenticator app is verified, and not asked for yet. */
async function verified(target: Target) {
  const { client } = target
  const { username } = await createPerson(target)
  const { AccessToken } = await tokensOf(target, username)
  const { SecretCode: secret = '' } = await client.send(new AssociateSoftwareTokenCommand({ AccessToken }))
  await client.send(new VerifySoftwareTokenCommand({ AccessToken, UserCode: codeAt(secret, AccessToken) }))
  return { username, AccessToken, secret }
}

const askFor = ({ client, userPoolId }: Target, Username: string, SoftwareTokenMfaSettings: object) =>
  client.send(new AdminSetUserMFAPreferenceCommand({ UserPoolId: userPoolId, Username, SoftwareTokenMfaSettings }))

/** Roster's calls with the person's own token are made without the SDK. */
export const authenticator: Entry[] = [
  {
    behaviour: 'a new secret is asked for nowhere before a code of it was verified',
    page: reference('AssociateSoftwareToken'),
    needs: ['password flow'],
    async check(target) {
      const { username } = await createPerson(target)
      const { AccessToken } = await tokensOf(target, username)
      const { SecretCode = '' } = await target.client.send(new AssociateSoftwareTokenCommand({ AccessToken }))
      expect(SecretCode).toMatch(/^[A-Z2-7]{16,}$/u)
      const wrong = codeAt(SecretCode, AccessToken) === '000000' ? '000001' : '000000'
      const verify = target.client.send(new VerifySoftwareTokenCommand({ AccessToken, UserCode: wrong }))
      await expectRefused(verify, /^(EnableSoftwareTokenMFA|CodeMismatch)Exception$/)
      expect((await signIn(target, username)).ChallengeName).toBeUndefined()
    },
  },
  {
    behaviour: 'a verified secret is asked for once the person or an administrator prefers it, and GetUser tells so',
    page: reference('AdminSetUserMFAPreference'),
    needs: ['password flow'],
    async check(target) {
      const { username, AccessToken } = await verified(target)
      expect((await signIn(target, username)).ChallengeName).toBeUndefined()
      await target.client.send(new SetUserMFAPreferenceCommand({ AccessToken, SoftwareTokenMfaSettings: preferred }))
      expect((await signIn(target, username)).ChallengeName).toBe('SOFTWARE_TOKEN_MFA')
      expect((await whoAmI(target, AccessToken)).UserMFASettingList).toEqual(['SOFTWARE_TOKEN_MFA'])
      await askFor(target, username, { Enabled: false, PreferredMfa: false })
      expect((await signIn(target, username)).ChallengeName).toBeUndefined()
      await askFor(target, username, preferred)
      expect((await signIn(target, username)).ChallengeName).toBe('SOFTWARE_TOKEN_MFA')
    },
  },
  {
    behaviour: 'tokens of password and code say so, and those of a password alone do not',
    page: guide('cognito-user-pools-step-up-authentication'),
    needs: ['password flow', 'clock'],
    async check(target) {
      const { client, clientId: ClientId } = target
      const { username, AccessToken, secret } = await verified(target)
      expect(decodeJwt(AccessToken).amr).toEqual(['pwd'])
      await askFor(target, username, preferred)
      const { Session } = await signIn(target, username)
      target.advance?.(31) // a code works once
      const SOFTWARE_TOKEN_MFA_CODE = totpAt(secret, (decodeJwt(AccessToken).iat ?? 0) + 31)
      const { AuthenticationResult } = await client.send(
        new RespondToAuthChallengeCommand({
          ChallengeName: 'SOFTWARE_TOKEN_MFA',
          ClientId,
          Session,
          ChallengeResponses: { USERNAME: username, SOFTWARE_TOKEN_MFA_CODE },
        }),
      )
      expect(decodeJwt(AuthenticationResult?.AccessToken ?? '').amr).toEqual(['pwd', 'otp', 'mfa'])
    },
  },
]
