import { Refusal } from './refusals.ts'

/** Seconds since the last sign-in, within which one is taken for whoever sits there. */
const freshSeconds = 300

/** Nobody at a screen left open changes how its owner signs in. */
export function checkFresh(authTime: number, at: string): void {
  if (!(Date.parse(at) / 1000 - authTime <= freshSeconds)) throw reauthenticationRequired()
}

export const reauthenticationRequired = () =>
  new Refusal(
    'reauthentication_required',
    `Sign in again, and send the request within ${freshSeconds / 60} minutes: only you may change how you sign in.`,
  )
