import { CognitoError, TriggerRefusal } from './errors.ts'
import { settings } from './pool.ts'

const wrongPassword = 'Incorrect username or password.'

const words: Record<string, string> = {
  [wrongPassword]: 'The email or the password is not right.',
  'User is disabled.': 'Your account is disabled. Ask an administrator of your organization.',
  'Password attempts exceeded': 'Too many attempts. Wait a while, then try again.',
  'Invalid session for the user, session is expired.': 'That took too long. Sign in again.',
  'Invalid session for the user.': 'Sign in again.',
  'Invalid session for the user, session can only be used once.': 'Sign in again.',
  'Invalid code received for user': 'The code is not right.',
  'Your software token has already been used once.': 'This code was used before. Wait for the next one.',
  'Password reset required for the user': 'Your password must be reset. Follow “Forgot your password?”.',
  'Temporary password has expired and must be reset by an administrator.':
    'Your temporary password has expired. Ask your administrator for a new one.',
  'Password did not conform with policy: Password not long enough': `The password needs at least ${settings.passwordMinimum} characters.`,
  'Attempt limit exceeded, please try after some time.': 'Too many attempts. Wait a while, then try again.',
}

export const isWrongPassword = (error: unknown): boolean => error instanceof CognitoError && error.message === wrongPassword

/** What a page says of an error; an unforeseen one is for the log. */
export function explain(error: unknown): string {
  if (error instanceof TriggerRefusal) return error.reason
  if (!(error instanceof CognitoError)) {
    console.error(error)
    return 'Something went wrong. Try again.'
  }
  if (error.message.startsWith("Value at 'password'")) {
    return `The password can have at most ${settings.passwordMaximum} characters, and no space at its ends.`
  }
  return words[error.message] ?? error.message
}
