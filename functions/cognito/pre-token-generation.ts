import type { PreTokenGenerationV2TriggerEvent } from 'aws-lambda'
import { table } from '../../shared/aws/dynamodb.ts'
import { API_SCOPE } from '../../shared/http/tokens.ts'
import { admitSignIn } from '../../shared/jobs/admission.ts'

/** At every sign-in and refresh: whoever has no access any more gets no new token. Our API takes only tokens that came this way. */
export const handler = async (event: PreTokenGenerationV2TriggerEvent): Promise<PreTokenGenerationV2TriggerEvent> => {
  await admitSignIn(table, event.userName)
  event.response = { claimsAndScopeOverrideDetails: { accessTokenGeneration: { scopesToAdd: [API_SCOPE] } } }
  return event
}
