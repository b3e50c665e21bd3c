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
    'password flow': await errorOf(signIn(target, newName(), 'any password'), 'NotAuthorizedException'),
    sessions: await errorOf(listNobody(target), 'UserNotFoundException'),
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

/** Anything but the error of who is there but does not know the user. */
async function errorOf(call: Promise<unknown>, expected: string): Promise<string | undefined> {
  try {
    await call
    return 'it answers even for a user that does not exist'
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error))
    return name === expected ? undefined : `${name}: ${message}`
  }
}

/** The newer managed login is a script that only a browser can run. */
async function formProblem(target: Target): Promise<string | undefined> {
  if (!target.pages) return 'no address of its login pages was given'
  const form = (await openBrowser(target).open()).form
  return form ? undefined : 'its login page is not a plain form of username and password'
}
