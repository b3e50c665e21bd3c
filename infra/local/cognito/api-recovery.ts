import * as z from 'zod/mini'
import { notAuthorized } from './errors.ts'
import { field, operation } from './operation.ts'
import { finishRecovery, startRecovery } from './recovery.ts'

const forgotPassword = operation(
  z.object({ ClientId: field.clientId, Username: field.username, ClientMetadata: field.metadata }),
  async (pool, { Username, ClientMetadata }) => ({ CodeDeliveryDetails: await startRecovery(pool, Username, ClientMetadata) }),
)

const confirmInput = z.object({
  ClientId: field.clientId,
  Username: field.username,
  ConfirmationCode: field.text,
  Password: field.text,
  ClientMetadata: field.metadata,
})

const confirmForgotPassword = operation(confirmInput, async (pool, { Username, ConfirmationCode, Password, ClientMetadata }) => {
  await finishRecovery(pool, Username, ConfirmationCode, Password, ClientMetadata)
  return {}
})

/** "Configuring policies for user creation": with admin-create only nobody signs up. */
const signUp = operation(z.object({ ClientId: field.clientId }), () => {
  throw notAuthorized('SignUp is not permitted for this user pool')
})

/** What is there for who can't sign in. */
export const recoveryOperations = { ForgotPassword: forgotPassword, ConfirmForgotPassword: confirmForgotPassword, SignUp: signUp }
