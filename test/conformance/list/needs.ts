import { AdminListUserSessionsCommand } from '@aws-sdk/client-cognito-identity-provider'
import { openBrowser } from './browser.ts'
import type { Target } from './entry.ts'
import { newName, signIn } from './people.ts'

/** What not every pool, client or emulator has. */
export type Need =
  | 'password flow'
  | 'sessions'
  | 'login pages'
  | 'login form'
  | 'mailbox'
  | 'clock'
  | 'identity provider'
  | 'no grace'

type Lacking = Partial<Record<Need, string>>

/** What this pool has not, each with the reason, found out by asking it. */
export async function lackingOf(target: Target): Promise<Lacking> {
  const { pages, readMail, advance, provider, graceSeconds } = target
  const asked: Record<Need, string | undefined> = {
    'password flow': await errorOf(signIn(target, newName(), 'any password'), /^(NotAuthorized|UserNotFound)Exception$/u),
    sessions: await errorOf(listNobody(target), /^UserNotFoundException$/u),
    'login pages': pages ? undefined : 'no address of its login pages was given',
    'login form': await formProblem(target),
    mailbox: readMail ? undefined : 'what it mails can’t be read here',
    clock: advance ? undefined : 'its clock can’t be moved',
    'identity provider': provider ? undefined : 'no identity provider of it was named',
    'no grace': graceSeconds === 0 ? undefined : `its client lets a refresh token be used again for ${graceSeconds} s`,
  }
  return Object.fromEntries(Object.entries(asked).filter(([, reason]) => reason !== undefined))
}

const listNobody = ({ client, userPoolId }: Target) =>
  client.send(new AdminListUserSessionsCommand({ UserPoolId: userPoolId, Username: newName() }))

/** What is answered instead of that the user is not known. No answer at all is no reason to go on. */
async function errorOf(call: Promise<unknown>, expected: RegExp): Promise<string | undefined> {
  try {
    await call
    return 'it answers even for a user that does not exist'
  } catch (error) {
    if (!(error instanceof Error && '$response' in error)) throw error
    return expected.test(error.name) ? undefined : `${error.name}: ${error.message.split('\n')[0]}`
  }
}

/** The newer managed login is a script that only a browser can run. */
async function formProblem(target: Target): Promise<string | undefined> {
  if (!target.pages) return 'no address of its login pages was given'
  const form = (await openBrowser(target).open()).form
  return form ? undefined : 'its login page is not a plain form of username and password'
}
