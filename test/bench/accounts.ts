import { MEMBER } from '../../shared/domain/roles.ts'
import { choosePassword } from '../support/accounts.ts'
import { mailTo } from '../support/api.ts'
import { freshEmail, PASSWORD, signIn } from '../support/people.ts'
import { budgets } from './budgets.ts'
import { entryOf } from './people.ts'
import type { Sheet } from './rows.ts'
import { request, type Scene } from './scene.ts'

/** From the creation of an account to its own changes. */
export async function accounts(sheet: Sheet, scene: Scene): Promise<void> {
  const { org, caller } = scene
  let made = 700_000
  const create = (headers?: Record<string, string>) => {
    const body = { ...entryOf(made++, [MEMBER]), email: freshEmail('created'), temporaryPassword: PASSWORD }
    return { method: 'POST', path: `/v1/orgs/${org.id}/users`, token: caller.token, body, headers }
  }
  await sheet.ask('createUser', '', budgets.accept, create())
  const once = create({ 'idempotency-key': 'bench-create' })
  await sheet.ask('createUser', 'Idempotency-Key', budgets.accept, once)
  await sheet.ask('createUser', 'the same key again', { ...budgets.reading, cognito: 0 }, once)
  const first = create()
  await request(sheet.stack, first)
  const { email } = first.body
  const own = 'my very own 43'
  await sheet.run('(sign-in)', 'choosing a password', budgets.none, () => choosePassword(sheet.stack, email, PASSWORD, own))
  const token = await signIn(sheet.stack, email, own)
  const patch = (body: object) => ({ method: 'PATCH', path: '/v1/me', token, body })
  await sheet.ask('changeMe', 'name, one organization', budgets.none, patch({ lastName: 'Hernández-Whitfield' }))
  await sheet.ask('changeMe', 'username', budgets.none, patch({ username: `bench-${made}` }))
  await sheet.ask('changeMe', 'nothing', budgets.reading, patch({}))
  const post = (path: string, body?: object) => ({ method: 'POST', path: `/v1/me/email-verification${path}`, token, body })
  await sheet.ask('requestEmailCode', '', budgets.none, post(''))
  const [mail] = await mailTo(sheet.stack, email)
  const code = /\b\d{6}\b/.exec(mail?.text ?? '')?.[0]
  await sheet.ask('confirmEmailCode', '', budgets.none, post('/confirm', { code }))
}
