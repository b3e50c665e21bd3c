import { identityAt } from '../data/identities.ts'
import type { ReadTable } from '../data/table.ts'
import { type Identity, maySignIn } from '../domain/identities.ts'

/** D8, L4: whom Cognito may let in. The sentence is shown to a person who has just proved the password, so it gives nothing away. */
export async function admitSignIn(table: ReadTable, userId: string): Promise<Identity> {
  const { identity } = await table.read({ identity: identityAt(userId) })
  // Whoever had a password or a passkey of this account before its mailbox spoke gets nothing in the moments until they are gone.
  if (identity?.lease?.for?.what === 'renewal')
    throw new Error('The password of this account is being changed. Try again in a few minutes.')
  if (identity && maySignIn(identity)) return identity
  throw new Error('Your access has been suspended or has ended. Ask an administrator of your organization.')
}
