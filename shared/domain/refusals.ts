/** Every refusal of the API: its code is stable, its status and title are said here once. */
export const refusals = {
  malformed_json: { status: 400, title: 'Malformed JSON' },
  forbidden: { status: 403, title: 'Not allowed' },
  beyond_your_rights: { status: 403, title: 'Beyond your rights' },
  grant_beyond_own: { status: 403, title: 'More than you hold yourself' },
  mfa_required: { status: 403, title: 'A second factor is needed' },
  reauthentication_required: { status: 403, title: 'Sign in again' },
  wrong_account: { status: 403, title: 'Signed in as somebody else' },
  not_found: { status: 404, title: 'Not found' },
  invitation_not_found: { status: 404, title: 'No such invitation' },
  already_member: { status: 409, title: 'Already a member' },
  already_invited: { status: 409, title: 'Already invited' },
  identity_exists: { status: 409, title: 'Has an account already' },
  username_taken: { status: 409, title: 'Somebody has this username' },
  login_email_immutable: { status: 409, title: 'The login email stays' },
  seat_limit_reached: { status: 409, title: 'No seat is free' },
  user_limit_reached: { status: 409, title: 'The organization is full' },
  last_owner: { status: 409, title: 'The last owner' },
  sign_in_required: { status: 409, title: 'Sign in to accept' },
  transfer_required: { status: 409, title: 'Resources need a new owner' },
  heir_not_active: { status: 409, title: 'Nobody active' },
  role_in_use: { status: 409, title: 'People have this role' },
  role_built_in: { status: 409, title: 'A built-in role' },
  role_limit_reached: { status: 409, title: 'No room for another role' },
  roles_managed_by_idp: { status: 409, title: 'Roles come from groups' },
  site_in_use: { status: 409, title: 'People have this site' },
  site_name_taken: { status: 409, title: 'Another site has this name' },
  site_limit_reached: { status: 409, title: 'No room for another site' },
  wrong_status: { status: 409, title: 'Not possible in this status' },
  invitation_expired: { status: 410, title: 'The invitation has expired' },
  invitation_accepted: { status: 410, title: 'The invitation was accepted' },
  invitation_declined: { status: 410, title: 'The invitation was declined' },
  invitation_cancelled: { status: 410, title: 'The invitation was cancelled' },
  stale_version: { status: 412, title: 'Changed in the meantime' },
  payload_too_large: { status: 413, title: 'Too large' },
  unsupported_media_type: { status: 415, title: 'Not JSON' },
  validation_failed: { status: 422, title: 'Invalid input' },
  invalid_cursor: { status: 422, title: 'Invalid cursor' },
  idempotency_key_reused: { status: 422, title: 'Idempotency key used before' },
  email_domain_not_allowed: { status: 422, title: 'Email domain not allowed' },
  invalid_code: { status: 422, title: 'Not the right code' },
  password_too_weak: { status: 422, title: 'The password is too weak' },
  rate_limited: { status: 429, title: 'Too many' },
  internal_error: { status: 500, title: 'Something went wrong here' },
  unavailable: { status: 503, title: 'Try again shortly' },
} as const satisfies Record<string, { status: number; title: string }>

export type RefusalCode = keyof typeof refusals

export type FieldFault = { path: string; message: string }

/** What a problem answer may carry beside its code and detail. */
export type RefusalFacts = {
  permission?: string
  errors?: FieldFault[]
  possible?: string[]
  limit?: number
  used?: number
  /** Of what there were too many. */
  limited?: 'requests' | 'addresses' | 'mails' | 'tokens' | 'codes' | 'resets' | 'guesses'
  /** How many have to go to somebody else first. */
  resources?: number
  /** Of those who have a site, how many have no other. */
  onlyHere?: number
  /** Seconds; becomes the header `Retry-After`. */
  retryAfter?: number
}

/** A "no" that the caller can act on. `detail` says in words what happened and what to do. */
export class Refusal extends Error {
  readonly code: RefusalCode
  readonly facts: RefusalFacts

  constructor(code: RefusalCode, detail: string, facts: RefusalFacts = {}) {
    super(detail)
    this.name = 'Refusal'
    this.code = code
    this.facts = facts
  }
}

/**
 * A decision that is only asked for, or what stands against it.
 * @param told which refusals are an answer; the others are thrown, since what is asked is wrong in itself
 */
export function foreseen<T>(
  decide: () => T,
  told: (refusal: Refusal) => boolean,
): { decided: T; refusal: null } | { decided: null; refusal: Refusal } {
  try {
    return { decided: decide(), refusal: null }
  } catch (error) {
    if (error instanceof Refusal && told(error)) return { decided: null, refusal: error }
    throw error
  }
}

export const notFound = () => new Refusal('not_found', 'There is no such thing here, or it is not yours to see.')

export const invalid = (...errors: FieldFault[]) =>
  new Refusal(
    'validation_failed',
    `Correct these and send the request again: ${errors.map(({ path, message }) => `${path}: ${message}`).join('; ')}.`,
    {
      errors,
    },
  )
