import type { Field } from './hosted-page.ts'
import { settings } from './pool.ts'

export const newPasswordFields: Field[] = [
  {
    name: 'new_password',
    label: 'New password',
    type: 'password',
    autocomplete: 'new-password',
    hint: `At least ${settings.passwordMinimum} characters.`,
  },
  { name: 'new_password_again', label: 'New password again', type: 'password', autocomplete: 'new-password' },
]

export const newPasswordNames = newPasswordFields.map(({ name }) => name)

/** The typed password, or what is wrong with the pair. */
export function readNewPassword(fields: URLSearchParams): { password: string } | { problem: string } {
  const password = fields.get('new_password') ?? ''
  return password === fields.get('new_password_again') ? { password } : { problem: 'The two passwords are not the same.' }
}
