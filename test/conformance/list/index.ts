import { authenticator } from './authenticator.ts'
import { blocking } from './blocking.ts'
import { changingEmail } from './changing-email.ts'
import { creating } from './creating.ts'
import type { Entry } from './entry.ts'
import { exchanging } from './exchanging.ts'
import { hosted } from './hosted.ts'
import { leaving } from './leaving.ts'
import { linking } from './linking.ts'
import { passwords } from './passwords.ts'
import { recovery } from './recovery.ts'
import { refreshing } from './refreshing.ts'
import { sessions } from './sessions.ts'
import { signingIn } from './signing-in.ts'
import { signingOut } from './signing-out.ts'
import { tokens } from './tokens.ts'

/** How Cognito behaves, as far as Roster and who signs in with it rely on it. */
export const list: Record<string, Entry[]> = {
  'creating users': creating,
  passwords,
  'changing the email': changingEmail,
  'blocking and deleting': blocking,
  'signing in': signingIn,
  tokens,
  refreshing,
  'signing out': signingOut,
  sessions,
  'authenticator apps': authenticator,
  'forgotten passwords': recovery,
  'linked identities': linking,
  'the login page': hosted,
  'codes for tokens': exchanging,
  leaving,
}
