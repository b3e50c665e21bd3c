import type { Context, PreTokenGenerationV2TriggerEvent } from 'aws-lambda'
import { table } from '../../shared/aws/dynamodb.ts'
import { now } from '../../shared/clock.ts'
import { Stale } from '../../shared/data/failures.ts'
import { commitPasswordChosen } from '../../shared/data/password-choices.ts'
import { API_SCOPE } from '../../shared/http/tokens.ts'
import { admitSignIn } from '../../shared/jobs/admission.ts'
import { readClaims } from '../../shared/jobs/token-claims.ts'

type Event = PreTokenGenerationV2TriggerEvent
type Claims = Record<string, string>

/**
 * At every sign-in and refresh: whoever has no access any more gets no new token, and the others' say what the person is and may do (T6).
 * Our API takes only tokens that came this way.
 */
export const handler = async (event: Event, { awsRequestId: requestId }: Context): Promise<Event> => {
  const identity = await admitSignIn(table, event.userName)
  if (identity.mustChangePassword && isRefreshOfBefore(event))
    throw new Error('Your password was reset. Sign in with the new one.')
  if (identity.mustChangePassword && hasChosenPassword(event)) {
    await commitPasswordChosen(table, identity, now(), { ip: null, userAgent: null, requestId }).catch(error => {
      if (!(error instanceof Stale)) throw error // else somebody changes the user right now: the next sign-in says it again
    })
  }
  const claims: unknown = (await readClaims(table, identity)) ?? {}
  const claimsToAddOrOverride = claims as Claims // Cognito takes lists and numbers, too, which the types don't know
  event.response = {
    claimsAndScopeOverrideDetails: {
      idTokenGeneration: { claimsToAddOrOverride },
      accessTokenGeneration: { claimsToAddOrOverride, scopesToAdd: [API_SCOPE] },
    },
  }
  return event
}

/** T7: whoever must choose another password before signing in has no session but those of before. */
const isRefreshOfBefore = ({ triggerSource, request }: Event): boolean =>
  triggerSource === 'TokenGeneration_RefreshTokens' && request.userAttributes['cognito:user_status'] === 'FORCE_CHANGE_PASSWORD'

/**
 * T3: nobody gets past a temporary password without choosing another one. The hosted page calls that HostedAuth like any sign-in there, so
 * the status counts, too; only a refresh proves nothing, since it goes on from a sign-in before.
 */
function hasChosenPassword({ triggerSource, request }: Event): boolean {
  if (triggerSource === 'TokenGeneration_RefreshTokens') return false
  return triggerSource === 'TokenGeneration_NewPasswordChallenge' || request.userAttributes['cognito:user_status'] === 'CONFIRMED'
}
