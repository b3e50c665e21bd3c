import {
  AssociateSoftwareTokenCommand,
  ChangePasswordCommand,
  GetUserCommand,
  RespondToAuthChallengeCommand,
  SetUserMFAPreferenceCommand,
  VerifySoftwareTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { expect, test } from 'vitest'
import { totpCode } from '../../../infra/local/cognito/totp.ts'
import { createPerson, initiate, openStage, password, type Stage, signIn, verify } from './stage.ts'

async function openAccount() {
  const stage = await openStage()
  const username = await createPerson(stage, 'maria@example.com')
  const { AccessToken } = await signIn(stage, username)
  return { stage, client: stage.client, username, AccessToken }
}

async function switchOnTotp({ client, clock }: Stage, AccessToken: string): Promise<string> {
  const { SecretCode = '' } = await client.send(new AssociateSoftwareTokenCommand({ AccessToken }))
  await client.send(new VerifySoftwareTokenCommand({ AccessToken, UserCode: totpCode(SecretCode, clock.now()) }))
  const SoftwareTokenMfaSettings = { Enabled: true, PreferredMfa: true }
  await client.send(new SetUserMFAPreferenceCommand({ AccessToken, SoftwareTokenMfaSettings }))
  clock.advance(30)
  return SecretCode
}

const answerCode = ({ client, ClientId }: Stage, Session: string | undefined, SOFTWARE_TOKEN_MFA_CODE: string) =>
  client.send(
    new RespondToAuthChallengeCommand({
      ClientId,
      ChallengeName: 'SOFTWARE_TOKEN_MFA',
      Session,
      ChallengeResponses: { USERNAME: 'maria@example.com', SOFTWARE_TOKEN_MFA_CODE },
    }),
  )

test('a person sees the own attributes', async () => {
  const { client, username, AccessToken } = await openAccount()
  const me = await client.send(new GetUserCommand({ AccessToken }))
  expect(me.Username).toBe(username)
  expect(me.UserAttributes).toContainEqual({ Name: 'email', Value: 'maria@example.com' })
})

test('the password is changed by who knows it, under the same policy; guessing is limited', async () => {
  const { stage, client, username, AccessToken } = await openAccount()
  const change = (PreviousPassword: string, ProposedPassword: string) =>
    client.send(new ChangePasswordCommand({ AccessToken, PreviousPassword, ProposedPassword }))
  await expect(change(password, 'short')).rejects.toMatchObject({ name: 'InvalidPasswordException' })
  await change(password, 'another password')
  await signIn(stage, username, 'another password')
  for (let n = 0; n < 5; n += 1)
    await expect(change('wrong guess', password)).rejects.toMatchObject({ name: 'NotAuthorizedException' })
  await expect(change('another password', password)).rejects.toMatchObject({ name: 'LimitExceededException' })
})

test('with a software token the sign-in asks for its code, and the tokens say so', async () => {
  const { stage, client, username, AccessToken } = await openAccount()
  const secret = await switchOnTotp(stage, AccessToken)
  const me = await client.send(new GetUserCommand({ AccessToken }))
  expect(me).toMatchObject({ UserMFASettingList: ['SOFTWARE_TOKEN_MFA'], PreferredMfaSetting: 'SOFTWARE_TOKEN_MFA' })
  const challenge = await initiate(stage, username)
  expect(challenge).toMatchObject({ ChallengeName: 'SOFTWARE_TOKEN_MFA' })
  expect(challenge.AuthenticationResult).toBeUndefined()
  await expect(answerCode(stage, challenge.Session, '000000')).rejects.toMatchObject({ name: 'CodeMismatchException' })
  const { AuthenticationResult: tokens } = await answerCode(stage, challenge.Session, totpCode(secret, stage.clock.now()))
  expect(await verify(stage, tokens?.AccessToken ?? '')).toMatchObject({ amr: ['pwd', 'otp', 'mfa'] })
})

test('a code works once, and no longer than its neighbours in time', async () => {
  const { stage, username, AccessToken } = await openAccount()
  const secret = await switchOnTotp(stage, AccessToken)
  const code = totpCode(secret, stage.clock.now())
  await answerCode(stage, (await initiate(stage, username)).Session, code)
  const again = await initiate(stage, username)
  await expect(answerCode(stage, again.Session, code)).rejects.toMatchObject({ name: 'ExpiredCodeException' })
  stage.clock.advance(90)
  await expect(answerCode(stage, again.Session, code)).rejects.toMatchObject({ name: 'CodeMismatchException' })
})

test('five wrong codes lock, as wrong passwords do', async () => {
  const { stage, username, AccessToken } = await openAccount()
  const secret = await switchOnTotp(stage, AccessToken)
  const { Session } = await initiate(stage, username)
  for (let n = 0; n < 5; n += 1) await answerCode(stage, Session, '000000').catch(() => {})
  const right = () => answerCode(stage, Session, totpCode(secret, stage.clock.now()))
  await expect(right()).rejects.toMatchObject({ name: 'NotAuthorizedException', message: 'Password attempts exceeded' })
  stage.clock.advance(1.01)
  await right()
})

test('a token counts once it is verified and switched on, and until it is switched off', async () => {
  const { stage, client, username, AccessToken } = await openAccount()
  const prefer = (Enabled: boolean) =>
    client.send(new SetUserMFAPreferenceCommand({ AccessToken, SoftwareTokenMfaSettings: { Enabled } }))
  await expect(prefer(true)).rejects.toMatchObject({ name: 'InvalidParameterException' })
  const guess = (UserCode: string) => client.send(new VerifySoftwareTokenCommand({ AccessToken, UserCode }))
  await expect(guess('000000')).rejects.toMatchObject({ name: 'SoftwareTokenMFANotFoundException' })
  await client.send(new AssociateSoftwareTokenCommand({ AccessToken }))
  await expect(guess('000000')).rejects.toMatchObject({ name: 'EnableSoftwareTokenMFAException' })
  await switchOnTotp(stage, AccessToken)
  expect(await initiate(stage, username)).toMatchObject({ ChallengeName: 'SOFTWARE_TOKEN_MFA' })
  await prefer(false)
  await signIn(stage, username)
})
