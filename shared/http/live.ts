import * as z from 'zod/mini'
import { now } from '../clock.ts'
import { unavailable } from '../data/failures.ts'
import { type Ended, judge, onlyFit, type Session, sessionIdOf } from '../domain/sessions.ts'
import { variable } from '../environment.ts'
import { type SignedIn, Unauthorized } from './tokens.ts'

/**
 * D7: refuses a session that was ended. Cognito is asked only about tokens that may belong to one that was ended a moment ago: a sign-in by
 * the same app at the same time. Where it does not say, the person has to sign in again.
 */
export async function checkLive(signedIn: SignedIn, ended: Ended | undefined): Promise<void> {
  const verdict = judge(ended, signedIn, now())
  if (verdict === 'over') throw new Unauthorized()
  if (verdict.length === 0) return
  const id = await currentId(signedIn)
  if (id === null || verdict.includes(id)) throw new Unauthorized()
}

/** Which of somebody's own sessions asks; null where neither Cognito nor the time of the sign-in tells. */
export const ownId = async (sessions: Session[], signedIn: SignedIn): Promise<string | null> =>
  (await currentId(signedIn)) ?? onlyFit(sessions, signedIn)?.id ?? null

const listed = z.object({
  Sessions: z.array(z.object({ SessionId: z.string(), IsCurrentSession: z.optional(z.boolean()) })),
})
const failed = z.object({ __type: z.string() })

/**
 * Without the SDK, whose client would be in every bundle for what is hardly ever asked. AWS does not say whether the token needs Cognito's own
 * scope for this; ours have it not. If it does, the answer is the same as for a revoked token.
 */
async function currentId({ accessToken }: SignedIn): Promise<string | null> {
  const answer = await fetch(new URL('/', variable('ISSUER_URL')), {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AWSCognitoIdentityProviderService.ListUserSessions',
    },
    body: JSON.stringify({ AccessToken: accessToken }),
    signal: AbortSignal.timeout(3000),
  }).catch(() => null)
  const body: unknown = await answer?.json().catch(() => null)
  if (answer?.ok) {
    const current = listed.safeParse(body).data?.Sessions.find(({ IsCurrentSession }) => IsCurrentSession)
    return current ? sessionIdOf(current.SessionId) : null
  }
  if (failed.safeParse(body).data?.__type.endsWith('NotAuthorizedException')) return null
  throw unavailable('The sign-in service')
}
