import type * as z from 'zod/mini'
import type { requestEmailCode } from '../shared/routes/email-proof.ts'
import type { getMyFactors, startTotp } from '../shared/routes/factors.ts'
import type { acceptInvitation, lookupInvitation } from '../shared/routes/invitations.ts'
import type { getMe } from '../shared/routes/organizations.ts'
import type { confirmPasswordReset } from '../shared/routes/password-resets.ts'

export type Invitation = z.infer<typeof lookupInvitation.response.schema>
export type Me = z.infer<typeof getMe.response.schema>
export type Factors = z.infer<typeof getMyFactors.response.schema>
export type Started = z.infer<typeof startTotp.response.schema>
type Requested = z.infer<typeof requestEmailCode.response.schema>
type Confirmation = z.input<typeof confirmPasswordReset.body>
type Acceptance = z.input<typeof acceptInvitation.body>

/** An RFC 9457 answer, or what comes closest: API Gateway's own answers and no answer at all have codes of this page. */
export type Problem = {
  status: number
  code: string
  detail: string
  errors: { path: string; message: string }[]
  /** Seconds. */
  retryAfter: number | null
}

export type Answer<Value> = { ok: true; value: Value } | { ok: false; problem: Problem }

export const lookup = (token: string) => call<Invitation>('/v1/invitations/lookup', { body: { token } })

export const accept = (body: Acceptance, accessToken?: string) => call<unknown>('/v1/invitations/accept', { body, accessToken })

export const decline = (token: string) => call<unknown>('/v1/invitations/decline', { body: { token } })

export const requestReset = (email: string) => call<unknown>('/v1/password-reset', { body: { email } })

export const confirmReset = (body: Confirmation) => call<unknown>('/v1/password-reset/confirm', { body })

export const requestCode = (accessToken: string) => call<Requested>('/v1/me/email-verification', { body: {}, accessToken })

export const confirmCode = (code: string, accessToken: string) =>
  call<Me>('/v1/me/email-verification/confirm', { body: { code }, accessToken })

export const readMe = (accessToken: string) => call<Me>('/v1/me', { accessToken })

export const readFactors = (accessToken: string) => call<Factors>('/v1/me/factors', { accessToken })

export const beginTotp = (accountToken: string, accessToken: string) =>
  call<Started>('/v1/me/factors/totp', { body: { accountToken }, accessToken })

export const confirmTotp = (code: string, accountToken: string, accessToken: string) =>
  call<Factors>('/v1/me/factors/totp/confirm', { body: { accountToken, code }, accessToken })

export const removeTotp = (accessToken: string) => call<unknown>('/v1/me/factors/totp', { method: 'DELETE', accessToken })

type Call = { method?: 'DELETE'; body?: object; accessToken?: string }

/** With a body it is a POST, else a GET unless said. */
async function call<Value>(path: string, { method, body, accessToken }: Call): Promise<Answer<Value>> {
  try {
    const response = await fetch(path, {
      ...(method && { method }),
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
      headers: {
        ...(body && { 'content-type': 'application/json' }),
        ...(accessToken && { authorization: `Bearer ${accessToken}` }),
      },
      cache: 'no-store',
      // A little more than API Gateway gives a function.
      signal: AbortSignal.timeout(35_000),
    })
    const text = await response.text()
    if (!response.ok) return { ok: false, problem: readProblem(response, text) }
    const value: Value = text === '' ? undefined : JSON.parse(text)
    return { ok: true, value }
  } catch {
    return { ok: false, problem: { status: 0, code: 'offline', detail: '', errors: [], retryAfter: null } }
  }
}

function readProblem({ status, headers }: Response, text: string): Problem {
  const isProblem = headers.get('content-type')?.startsWith('application/problem+json')
  const given: Partial<Problem> = isProblem ? JSON.parse(text) : {}
  const seconds = Number(headers.get('retry-after') ?? '')
  return {
    status,
    code: given.code ?? 'unknown',
    detail: given.detail ?? '',
    errors: given.errors ?? [],
    retryAfter: seconds > 0 ? seconds : status === 429 || status === 503 || status === 504 ? 5 : null,
  }
}
