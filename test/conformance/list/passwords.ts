import { expect } from 'vitest'
import { pages, reference } from './documentation.ts'
import { type Entry, given } from './entry.ts'
import {
  createPerson,
  expectRefused,
  look,
  newName,
  otherPassword,
  password,
  setPassword,
  signIn,
  temporaryPassword,
  tokensOf,
} from './people.ts'

const page = reference('AdminSetUserPassword')

export const passwords: Entry[] = [
  {
    behaviour: 'a permanent password confirms the user',
    page,
    async check(target) {
      const { username } = await createPerson(target)
      expect(await look(target, username)).toMatchObject({ UserStatus: 'CONFIRMED' })
    },
  },
  {
    behaviour: 'a temporary password must be changed, whatever was before',
    page,
    async check(target) {
      const { username } = await createPerson(target)
      await setPassword(target, username, temporaryPassword, false)
      expect(await look(target, username)).toMatchObject({ UserStatus: 'FORCE_CHANGE_PASSWORD' })
    },
  },
  {
    behaviour: 'a new password signs in at once, and the old one no more',
    page,
    needs: ['password flow'],
    async check(target) {
      const { username } = await createPerson(target)
      await setPassword(target, username, otherPassword)
      await expectRefused(signIn(target, username, password))
      await tokensOf(target, username, otherPassword)
    },
  },
  {
    behaviour: 'the same password may be set again: no history is kept unless it is asked for',
    page: pages.passwords,
    async check(target) {
      const { username } = await createPerson(target)
      await setPassword(target, username, password)
      await setPassword(target, username, password)
    },
  },
  {
    behaviour: 'a password that the policy forbids is InvalidPasswordException',
    page,
    async check(target) {
      const { username } = await createPerson(target)
      await expectRefused(setPassword(target, username, 'Ab-1!'), 'InvalidPasswordException')
    },
  },
  {
    behaviour: 'a password of 256 characters is taken, one of 257 is InvalidParameterException or InvalidPasswordException',
    page,
    notDocumented: 'which of the two it is: Roster takes both for a password that must be another one',
    async check(target) {
      const { username } = await createPerson(target)
      const longest = password.padEnd(256, 'x')
      await setPassword(target, username, longest)
      await expectRefused(setPassword(target, username, `${longest}x`), /^Invalid(Parameter|Password)Exception$/u)
    },
  },
  {
    behaviour: 'a password with a space at its ends is InvalidParameterException or InvalidPasswordException',
    page,
    notDocumented: 'which of the two it is: Roster takes both for a password that must be another one',
    async check(target) {
      const { username } = await createPerson(target)
      await expectRefused(setPassword(target, username, ` ${password} `), /^Invalid(Parameter|Password)Exception$/u)
    },
  },
  {
    behaviour: 'setting a password is a change that UserLastModifiedDate tells',
    page: reference('AdminGetUser'),
    notDocumented: 'that a password counts as a change of the profile: so Roster learns whether a reset went through',
    async check(target) {
      const { username } = await createPerson(target)
      const before = (await look(target, username)).UserLastModifiedDate
      await setPassword(target, username, temporaryPassword, false)
      const after = (await look(target, username)).UserLastModifiedDate
      expect(Number(after)).toBeGreaterThan(Number(before))
    },
  },
  {
    behaviour: 'a password for nobody is UserNotFoundException',
    page,
    async check(target) {
      await expectRefused(setPassword(target, newName(), password), 'UserNotFoundException')
    },
  },
  {
    behaviour: 'a temporary password works for seven days and no longer',
    page: pages.passwords,
    needs: ['password flow', 'clock'],
    async check(target) {
      const { username } = await createPerson(target, temporaryPassword, false)
      const week = 7 * 24 * 3600
      given(target.advance)(week - 60)
      expect(await signIn(target, username, temporaryPassword)).toMatchObject({ ChallengeName: 'NEW_PASSWORD_REQUIRED' })
      given(target.advance)(120)
      await expectRefused(signIn(target, username, temporaryPassword))
    },
  },
]
