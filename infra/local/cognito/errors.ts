/** An error as the API reference's "Common Errors" and each operation's "Errors" name it. */
export class CognitoError extends Error {
  readonly status: number

  constructor(name: string, message: string) {
    super(message)
    this.name = name
    this.status = /^(Internal|ServiceUnavailable)/u.test(name) ? 500 : 400
  }
}

/** A trigger said no. `reason` is its own message, without Cognito's wrapping: what a person can be shown. */
export class TriggerRefusal extends CognitoError {
  readonly reason: string

  constructor(trigger: string, reason: string) {
    super('UserLambdaValidationException', `${trigger} failed with error ${reason}.`)
    this.reason = reason
  }
}

export const notAuthorized = (message: string) => new CognitoError('NotAuthorizedException', message)
export const invalidParameter = (message: string) => new CognitoError('InvalidParameterException', message)
export const userNotFound = () => new CognitoError('UserNotFoundException', 'User does not exist.')
export const tooManyAttempts = () =>
  new CognitoError('LimitExceededException', 'Attempt limit exceeded, please try after some time.')

/** The one answer to an unknown user and to a wrong password. "Managing user existence error responses". */
export const wrongCredentials = () => notAuthorized('Incorrect username or password.')
