import type { Request, Response } from '../serve.ts'
import type { Authorize } from './hosted-authorize.ts'
import { goOn } from './hosted-challenge.ts'
import { explain, isWrongPassword } from './hosted-explain.ts'
import { expiredForm, readForm } from './hosted-form.ts'
import { loginPage } from './hosted-login-form.ts'
import type { Pool } from './pool.ts'
import { startSignIn } from './sign-in.ts'

export async function postLogin(pool: Pool, request: Request, authorize: Authorize): Promise<Response> {
  const fields = readForm(request)
  if (!fields) return expiredForm()
  const username = (fields.get('username') ?? '').trim()
  try {
    const step = await startSignIn(pool, username, fields.get('password') ?? '')
    return await goOn(pool, request, authorize, step)
  } catch (error) {
    const wrong = isWrongPassword(error) ? ['username', 'password'] : []
    return loginPage(request, authorize, { problem: explain(error), wrong, username })
  }
}
