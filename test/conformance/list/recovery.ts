import {
  AdminDisableUserCommand,
  ConfirmForgotPasswordCommand,
  ForgotPasswordCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { expect } from 'vitest'
import { pages, reference } from './documentation.ts'
import { type Entry, given, type Target } from './entry.ts'
import {
  create,
  createPerson,
  emailAttributes,
  expectRefused,
  look,
  newEmail,
  newName,
  otherPassword,
  password,
  setPassword,
  signIn,
  temporaryPassword,
  tokensOf,
} from './people.ts'

const forgot = ({ client, clientId }: Target, Username: string) =>
  client.send(new ForgotPasswordCommand({ ClientId: clientId, Username }))

const confirm = ({ client, clientId }: Target, Username: string, ConfirmationCode: string, Password = otherPassword) =>
  client.send(new ConfirmForgotPasswordCommand({ ClientId: clientId, Username, ConfirmationCode, Password }))

const disable = ({ client, userPoolId }: Target, Username: string) =>
  client.send(new AdminDisableUserCommand({ UserPoolId: userPoolId, Username }))

/** Somebody who has asked, and the code that was mailed. */
async function asked(target: Target) {
  const person = await createPerson(target)
  await forgot(target, person.username)
  const code = /\b\d{6}\b/u.exec(given(target.readMail)(person.email) ?? '')?.[0]
  return { ...person, code: given(code) }
}

async function unverified(target: Target) {
  const [username, email] = [newName(), newEmail()]
  await create(target, { Username: username, UserAttributes: emailAttributes(email, false) })
  await setPassword(target, username, password)
  return username
}

/** Six digits that are not the code; which, nobody knows who has not read the mail. */
const wrong = (code = '000000') => (code === '000000' ? '000001' : '000000')

const isOver = /^(LimitExceeded|TooManyFailedAttempts|TooManyRequests)Exception$/u

/** Whether anything happens at all within so many tries. */
async function expectLimit(most: number, act: () => Promise<unknown>) {
  for (let n = 0; n < most; n += 1) {
    const error = await act().then(
      () => null,
      (problem: unknown) => problem,
    )
    if (error instanceof Error && isOver.test(error.name)) return
  }
  throw new Error(`There is no limit within ${most} tries.`)
}

export const recovery: Entry[] = [
  {
    behaviour: 'who has a verified email is told, masked, that a code went there',
    page: reference('ForgotPassword'),
    async check(target) {
      const { username, email } = await createPerson(target)
      for (const name of [username, email]) {
        const { CodeDeliveryDetails } = await forgot(target, name)
        expect(CodeDeliveryDetails).toMatchObject({ DeliveryMedium: 'EMAIL', AttributeName: 'email' })
        expect(CodeDeliveryDetails?.Destination).toMatch(/^s\*+@s\*+/u)
      }
    },
  },
  {
    behaviour: 'the mailed code sets the password, which works at once; until then the old one does',
    page: reference('ConfirmForgotPassword'),
    needs: ['mailbox', 'password flow'],
    async check(target) {
      const { username, code } = await asked(target)
      await tokensOf(target, username)
      await confirm(target, username, code)
      await tokensOf(target, username, otherPassword)
      await expectRefused(signIn(target, username))
      expect(await look(target, username)).toMatchObject({ UserStatus: 'CONFIRMED' })
    },
  },
  {
    behaviour: 'a code works once',
    page: reference('ConfirmForgotPassword'),
    needs: ['mailbox'],
    async check(target) {
      const { username, code } = await asked(target)
      await confirm(target, username, code)
      await expectRefused(confirm(target, username, code, password), /^(ExpiredCode|CodeMismatch)Exception$/u)
    },
  },
  {
    behaviour: 'a wrong code is CodeMismatchException, and the right one still works',
    page: reference('ConfirmForgotPassword'),
    needs: ['mailbox'],
    async check(target) {
      const { username, code } = await asked(target)
      await expectRefused(confirm(target, username, wrong(code)), 'CodeMismatchException')
      await confirm(target, username, code)
    },
  },
  {
    behaviour: 'a password that the policy forbids is InvalidPasswordException, and the code still works',
    page: reference('ConfirmForgotPassword'),
    notDocumented: 'that it uses no code up: whoever chose a weak one may choose another with the same link',
    needs: ['mailbox'],
    async check(target) {
      const { username, code } = await asked(target)
      await expectRefused(confirm(target, username, code, 'Ab-1!'), 'InvalidPasswordException')
      await confirm(target, username, code)
    },
  },
  {
    behaviour: 'a code works for an hour',
    page: pages.codes,
    needs: ['mailbox', 'clock'],
    async check(target) {
      const { username, code } = await asked(target)
      given(target.advance)(3601)
      await expectRefused(confirm(target, username, code), 'ExpiredCodeException')
    },
  },
  {
    behaviour: 'who is unknown, disabled or has no verified email gets an answer like anybody’s, or InvalidParameterException',
    page: pages.existence,
    async check(target) {
      const disabled = (await createPerson(target)).username
      await disable(target, disabled)
      for (const name of [newEmail(), disabled, await unverified(target)]) {
        const answer = await forgot(target, name).catch((error: unknown) => error)
        if (answer instanceof Error) expect(answer.name).toBe('InvalidParameterException')
        else expect(answer).toMatchObject({ CodeDeliveryDetails: { DeliveryMedium: 'EMAIL' } })
      }
    },
  },
  {
    behaviour: 'a code for who is unknown or disabled is CodeMismatchException',
    page: pages.existence,
    async check(target) {
      const { username } = await createPerson(target)
      await disable(target, username)
      for (const name of [newName(), username]) await expectRefused(confirm(target, name, wrong()), 'CodeMismatchException')
    },
  },
  {
    behaviour: 'a code that nobody asked for is ExpiredCodeException',
    page: pages.existence,
    async check(target) {
      const { username } = await createPerson(target)
      await expectRefused(confirm(target, username, wrong()), 'ExpiredCodeException')
    },
  },
  {
    behaviour: 'who has a temporary password is refused a code',
    page: reference('ForgotPassword'),
    notDocumented: 'with which error: Roster takes any of its names for “not mailed”, and tells nobody which it was',
    async check(target) {
      const { username } = await createPerson(target, temporaryPassword, false)
      await expectRefused(forgot(target, username), /^(NotAuthorized|InvalidParameter|UserNotConfirmed)Exception$/u)
    },
  },
  {
    behaviour: 'codes can’t be guessed at without end',
    page: pages.quotas,
    notDocumented: 'how many guesses there are; thirty of a million are few',
    async check(target) {
      const { username } = await createPerson(target)
      await forgot(target, username)
      await expectLimit(30, () => confirm(target, username, wrong()))
    },
  },
  {
    behaviour: 'codes can’t be asked for without end: twenty an hour at most',
    page: pages.quotas,
    async check(target) {
      const { username } = await createPerson(target)
      await expectLimit(21, () => forgot(target, username))
    },
  },
]
