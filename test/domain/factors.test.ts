import { expect, test } from 'vitest'
import { hasSecondFactor } from '../../shared/domain/factors.ts'

test.each([
  ['password and code', ['pwd', 'otp', 'mfa'], true],
  ['a passkey of this device', ['swk'], true],
  ['a security key', ['hwk'], true],
  ['a provider that says so', ['fed', 'mfa'], true],
  ['a password', ['pwd'], false],
  ['a code by mail alone', ['email_otp'], false],
  ['a provider that says nothing', ['fed'], false],
  ['nothing told', [], false],
])('%s: %j', (_, methods, strong) => {
  expect(hasSecondFactor(methods)).toBe(strong)
})

test.each([
  ['[pwd otp mfa]', true],
  ['[swk]', true],
  ['[pwd]', false],
  ['[pwd mfafake]', false],
  ['', false],
  [undefined, false],
  [7, false],
])('the claim may come as API Gateway’s text of a list, and what is no list says nothing: %j', (amr, strong) => {
  expect(hasSecondFactor(amr)).toBe(strong)
})
