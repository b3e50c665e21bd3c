import type { PreSignUpTriggerEvent } from 'aws-lambda'

/** T4: accounts are made by us alone. */
export const handler = async (event: PreSignUpTriggerEvent): Promise<PreSignUpTriggerEvent> => {
  if (event.triggerSource === 'PreSignUp_AdminCreateUser') return event
  throw new Error('Nobody can register here. Ask somebody in your organization to invite you.')
}
