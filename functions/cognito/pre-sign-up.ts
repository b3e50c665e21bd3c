import type { PreSignUpTriggerEvent } from 'aws-lambda'
import { links } from '../../shared/aws/cognito.ts'
import { table } from '../../shared/aws/dynamodb.ts'
import { linkAt } from '../../shared/data/links.ts'
import { notInvited, profileOf } from '../../shared/domain/federation.ts'
import { learn } from '../../shared/environment.ts'
import { providers } from '../../shared/providers.ts'

/**
 * T4: accounts are made by us alone. Whoever comes from an identity provider for the first time becomes the person whom the inbound
 * trigger has just found them to be, and no profile beside.
 */
export const handler = async (event: PreSignUpTriggerEvent): Promise<PreSignUpTriggerEvent> => {
  if (event.triggerSource === 'PreSignUp_AdminCreateUser') return event
  if (event.triggerSource !== 'PreSignUp_ExternalProvider')
    throw new Error('Nobody can register here. Ask somebody in your organization to invite you.')
  const profile = profileOf(event.userName, providers())
  const { link } = await table.read({ link: profile ? [linkAt(profile.provider, profile.subject)] : [] })
  if (!profile || !link[0]) throw notInvited()
  learn('USER_POOL_ID', event.userPoolId)
  await links.link(link[0].userId, profile.provider, link[0].subject)
  return event
}
