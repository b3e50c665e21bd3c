import { ConfirmForgotPasswordCommand, ForgotPasswordCommand } from '@aws-sdk/client-cognito-identity-provider'
import { isPassing, unavailable } from '../data/failures.ts'
import { Refusal } from '../domain/refusals.ts'
import { variable } from '../environment.ts'
import { onceClient } from './cognito.ts'

/** A new password by a code that Cognito mails; until then the old one works. */
export type PasswordResets = {
  /**
   * Not repeatable: each call is a mail.
   * @returns what became of it; `refused`: Cognito mails nobody who has a temporary password, nobody too often, and in a pool without
   *   self-registration nobody at all, if its reference is taken at its word
   */
  mail(userId: string): Promise<'mailed' | 'refused' | 'undeliverable'>
  /**
   * @param requestId what the post-confirmation trigger is told, which is called meanwhile
   * @returns whether the code was right
   */
  confirm(userId: string, code: string, password: string, requestId: string): Promise<boolean>
}

const named = (userId: string) => ({ ClientId: variable('USER_POOL_CLIENT_ID'), Username: userId })

export const resets: PasswordResets = {
  async mail(userId) {
    try {
      await onceClient.send(new ForgotPasswordCommand(named(userId)))
      return 'mailed'
    } catch (error) {
      const name = error instanceof Error ? error.name : ''
      if (name === 'CodeDeliveryFailureException') return 'undeliverable'
      if (notMailed.has(name)) return 'refused'
      throw isPassing(error) ? unavailable('The sign-in service') : error
    }
  },
  async confirm(userId, code, password, requestId) {
    const given = { ConfirmationCode: code, Password: password, ClientMetadata: { requestId } }
    try {
      await onceClient.send(new ConfirmForgotPasswordCommand({ ...named(userId), ...given }))
      return true
    } catch (error) {
      const name = error instanceof Error ? error.name : ''
      if (wrongCode.has(name)) return false
      // "Post confirmation Lambda trigger": it comes when the password is set already, and says no word in that.
      if (afterwards.has(name)) return true
      if (name === 'InvalidPasswordException' || name === 'InvalidParameterException')
        throw new Refusal('password_too_weak', 'Choose another password: the user pool refuses this one.')
      throw isPassing(error) ? unavailable('The sign-in service') : error
    }
  },
}

const notMailed = new Set([
  'NotAuthorizedException',
  'InvalidParameterException',
  'LimitExceededException',
  'UserNotConfirmedException',
  'UserNotFoundException',
])

/** One word for all: which of them it is tells whether the user exists. */
const wrongCode = new Set([
  'CodeMismatchException',
  'ExpiredCodeException',
  'LimitExceededException',
  'NotAuthorizedException',
  'TooManyFailedAttemptsException',
  'UserNotConfirmedException',
  'UserNotFoundException',
])

const afterwards = new Set(['UserLambdaValidationException', 'UnexpectedLambdaException', 'InvalidLambdaResponseException'])
