import { MEMBER } from './roles.ts'

export type OrganizationSettings = {
  /** Days, 1..365. */
  invitationTtlDays: number
  defaultRoleIds: string[]
  initialPassword: 'generated' | 'chosen'
  /** Empty: every domain. */
  allowedEmailDomains: string[]
  loginEmailChange: 'never' | 'verified'
  requireMfa: boolean
  auditRetentionDays: number
}

export type Organization = {
  id: string
  name: string
  settings: OrganizationSettings
  createdAt: string
  updatedAt: string
  version: number
}

export const defaultSettings: OrganizationSettings = {
  invitationTtlDays: 30,
  defaultRoleIds: [MEMBER],
  initialPassword: 'generated',
  allowedEmailDomains: [],
  loginEmailChange: 'never',
  requireMfa: false,
  auditRetentionDays: 365,
}

/** What the operator has set, and how much of it is left; see `shared/data/counts.ts`. */
export type Limits = { seats: number; users: number; invitesPerMinute: number; invitesPerDay: number; mailsPerAddress: number }

export const defaultLimits: Limits = { seats: 500, users: 500, invitesPerMinute: 20, invitesPerDay: 1000, mailsPerAddress: 5 }

/** Days. Shorter, and whoever did something could wait until nobody sees it any more. */
export const auditRetention = { least: 90, most: 3650 }
