import {
  AdminCreateUserCommand,
  AdminDisableUserCommand,
  AdminGetUserCommand,
  AdminResetUserPasswordCommand,
  ConfirmForgotPasswordCommand,
  ForgotPasswordCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { expect, test } from 'vitest'
import { createPerson, openStage, password, type Stage, signIn, sources } from './stage.ts'

const forgot = ({ client, ClientId }: Stage, Username: string) =>
  client.send(new ForgotPasswordCommand({ ClientId, Username, ClientMetadata: { locale: 'fr' } }))

const confirm = ({ client, ClientId }: Stage, Username: string, ConfirmationCode: string, Password = 'my own password') =>
  client.send(new ConfirmForgotPasswordCommand({ ClientId, Username, ConfirmationCode, Password }))

const mailedCode = ({ mails }: Stage) => /\b(\d{6})\b/u.exec(mails.at(-1)?.html ?? '')?.[1] ?? ''

test('a mailed code sets a new password; until then the old one works', async () => {
  const stage = await openStage()
  await createPerson(stage, 'maria@example.com')
  const { CodeDeliveryDetails } = await forgot(stage, 'maria@example.com')
  expect(CodeDeliveryDetails).toEqual({ Destination: 'm***@e***', DeliveryMedium: 'EMAIL', AttributeName: 'email' })
  expect(stage.mails).toMatchObject([{ to: 'maria@example.com' }])
  await signIn(stage, 'maria@example.com')
  await confirm(stage, 'maria@example.com', mailedCode(stage))
  expect(sources(stage).at(-1)).toBe('PostConfirmation_ConfirmForgotPassword')
  await signIn(stage, 'maria@example.com', 'my own password')
  await expect(signIn(stage, 'maria@example.com')).rejects.toMatchObject({ name: 'NotAuthorizedException' })
})

test('a code works once, for an hour, and not after five wrong guesses', async () => {
  const stage = await openStage()
  await createPerson(stage, 'maria@example.com')
  await forgot(stage, 'maria@example.com')
  await expect(confirm(stage, 'maria@example.com', mailedCode(stage), 'short')).rejects.toMatchObject({
    name: 'InvalidPasswordException',
  })
  await confirm(stage, 'maria@example.com', mailedCode(stage))
  await expect(confirm(stage, 'maria@example.com', mailedCode(stage))).rejects.toMatchObject({ name: 'ExpiredCodeException' })
  await forgot(stage, 'maria@example.com')
  stage.clock.advance(3601)
  await expect(confirm(stage, 'maria@example.com', mailedCode(stage))).rejects.toMatchObject({ name: 'ExpiredCodeException' })
  await forgot(stage, 'maria@example.com')
  for (let n = 0; n < 5; n += 1) {
    await expect(confirm(stage, 'maria@example.com', 'wrong!')).rejects.toMatchObject({ name: 'CodeMismatchException' })
  }
  await expect(confirm(stage, 'maria@example.com', mailedCode(stage))).rejects.toMatchObject({ name: 'LimitExceededException' })
})

test('of one code used many times at once, one sets the password', async () => {
  const stage = await openStage()
  await createPerson(stage, 'maria@example.com')
  await forgot(stage, 'maria@example.com')
  const code = mailedCode(stage)
  const all = await Promise.allSettled(Array.from({ length: 8 }, () => confirm(stage, 'maria@example.com', code)))
  expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
})

test('who is unknown or disabled gets the same answer and no mail', async () => {
  const stage = await openStage()
  const { client, UserPoolId } = stage
  const Username = await createPerson(stage, 'maria@example.com')
  const known = await forgot(stage, 'maria@example.com')
  await client.send(new AdminDisableUserCommand({ UserPoolId, Username }))
  for (const name of ['maria@example.com', 'mo@elsewhere.example']) {
    expect((await forgot(stage, name)).CodeDeliveryDetails).toEqual(known.CodeDeliveryDetails)
    await expect(confirm(stage, name, '123456')).rejects.toMatchObject({ name: 'CodeMismatchException' })
  }
  expect(stage.mails).toHaveLength(1)
})

test('a temporary password can’t be recovered', async () => {
  const stage = await openStage()
  const { client, UserPoolId } = stage
  const UserAttributes = [
    { Name: 'email', Value: 'maria@example.com' },
    { Name: 'email_verified', Value: 'true' },
  ]
  await client.send(new AdminCreateUserCommand({ UserPoolId, Username: 'usr_1', UserAttributes, MessageAction: 'SUPPRESS' }))
  await expect(forgot(stage, 'usr_1')).rejects.toMatchObject({ message: 'User password cannot be reset in the current state.' })
})

test('asking is limited to twenty times an hour, for names nobody has as well', async () => {
  const stage = await openStage()
  await createPerson(stage, 'maria@example.com')
  for (const name of ['maria@example.com', 'nobody@example.com']) {
    for (let n = 0; n < 20; n += 1) await forgot(stage, name)
    await expect(forgot(stage, name)).rejects.toMatchObject({ name: 'LimitExceededException' })
  }
  stage.clock.advance(3601)
  await forgot(stage, 'maria@example.com')
})

test('the custom message trigger writes the mail around a placeholder, and never sees the code', async () => {
  const stage = await openStage()
  await createPerson(stage, 'maria@example.com')
  stage.triggers.CustomMessage = event => ({
    ...event,
    response: { emailSubject: 'Votre code', emailMessage: '<b>Le code</b> : {####}', smsMessage: null },
  })
  await forgot(stage, 'maria@example.com')
  expect(stage.mails.at(-1)).toMatchObject({ subject: 'Votre code', html: expect.stringMatching(/^<b>Le code<\/b> : \d{6}$/u) })
  const { event } = stage.events.at(-1) ?? {}
  expect(event).toMatchObject({
    triggerSource: 'CustomMessage_ForgotPassword',
    request: { codeParameter: '{####}', clientMetadata: { locale: 'fr' }, userAttributes: { email: 'maria@example.com' } },
  })
  expect(JSON.stringify(event)).not.toContain(mailedCode(stage))
})

test('a reset by an administrator ends the old password at once and mails a code', async () => {
  const stage = await openStage()
  const { client, UserPoolId } = stage
  const Username = await createPerson(stage, 'maria@example.com')
  await client.send(new AdminResetUserPasswordCommand({ UserPoolId, Username }))
  expect(await client.send(new AdminGetUserCommand({ UserPoolId, Username }))).toMatchObject({ UserStatus: 'RESET_REQUIRED' })
  await expect(signIn(stage, Username)).rejects.toMatchObject({ name: 'PasswordResetRequiredException' })
  await expect(signIn(stage, Username, 'not the password')).rejects.toMatchObject({ name: 'NotAuthorizedException' })
  await confirm(stage, Username, mailedCode(stage), password)
  await signIn(stage, Username)
})

test('a code that can’t be mailed is an error', async () => {
  const stage = await openStage({ mailFails: true })
  await createPerson(stage, 'maria@example.com')
  await expect(forgot(stage, 'maria@example.com')).rejects.toMatchObject({ name: 'CodeDeliveryFailureException' })
})
