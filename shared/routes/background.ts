import type { Grant } from './route.ts'

/** The queues between the stream and what follows a change; each has its own dead-letter queue. */
export const queues = ['mail', 'events', 'credentials', 'words', 'transfers', 'withdrawals'] as const
export type Queue = (typeof queues)[number]

/** What calls a function that no HTTP request calls. */
export type Trigger =
  | { kind: 'stream' }
  | { kind: 'queue'; queue: Queue }
  | { kind: 'schedule'; everyMinutes: number }
  | {
      kind: 'cognito'
      trigger:
        | 'InboundFederation'
        | 'PreSignUp'
        | 'PostAuthentication'
        | 'PreTokenGeneration'
        | 'PostConfirmation'
        | 'CustomMessage'
    }
  /** What becomes of the mails that carry an invitation's tags, as SES tells the default event bus. */
  | { kind: 'ses' }
  | { kind: 'operator' }

export type BackgroundSpec = {
  /** In kebab-case the file below `functions/<folder>`. */
  name: string
  folder: 'stream' | 'queues' | 'schedule' | 'cognito' | 'ses' | 'operator'
  on: Trigger
  grants: readonly Grant[]
}

const declare = <const Spec extends BackgroundSpec>(spec: Spec): Spec => spec

export const dispatch = declare({ name: 'dispatch', folder: 'stream', on: { kind: 'stream' }, grants: ['queues:send'] })

export const sendMail = declare({
  name: 'sendMail',
  folder: 'queues',
  on: { kind: 'queue', queue: 'mail' },
  grants: [
    'table:read',
    'table:write',
    'mail:send',
    'mail:unsuppress',
    'links:make',
    'passwords:reset',
    'signing-key:read',
    'queues:send',
  ],
})

export const publishEvents = declare({
  name: 'publishEvents',
  folder: 'queues',
  on: { kind: 'queue', queue: 'events' },
  grants: ['events:publish', 'queues:send'],
})

export const syncCredentials = declare({
  name: 'syncCredentials',
  folder: 'queues',
  on: { kind: 'queue', queue: 'credentials' },
  grants: ['table:read', 'table:write', 'credentials:admin', 'sessions:read', 'sessions:end', 'queues:send'],
})

export const indexWords = declare({
  name: 'indexWords',
  folder: 'queues',
  on: { kind: 'queue', queue: 'words' },
  grants: ['table:read', 'table:write', 'queues:send'],
})

export const transferResources = declare({
  name: 'transferResources',
  folder: 'queues',
  on: { kind: 'queue', queue: 'transfers' },
  grants: ['table:read', 'table:write', 'queues:send'],
})

export const withdrawGone = declare({
  name: 'withdrawGone',
  folder: 'queues',
  on: { kind: 'queue', queue: 'withdrawals' },
  grants: ['table:read', 'table:write', 'queues:send'],
})

export const expireInvitations = declare({
  name: 'expireInvitations',
  folder: 'schedule',
  on: { kind: 'schedule', everyMinutes: 5 },
  grants: ['table:read', 'table:write', 'credentials:admin'],
})

/** Only where the settings name identity providers. */
export const inboundFederation = declare({
  name: 'inboundFederation',
  folder: 'cognito',
  on: { kind: 'cognito', trigger: 'InboundFederation' },
  grants: ['table:read', 'table:write', 'credentials:admin', 'providers:read'],
})

export const preSignUp = declare({
  name: 'preSignUp',
  folder: 'cognito',
  on: { kind: 'cognito', trigger: 'PreSignUp' },
  grants: ['table:read', 'credentials:link', 'providers:read'],
})

export const postAuthentication = declare({
  name: 'postAuthentication',
  folder: 'cognito',
  on: { kind: 'cognito', trigger: 'PostAuthentication' },
  grants: ['table:read', 'table:write'],
})

export const preTokenGeneration = declare({
  name: 'preTokenGeneration',
  folder: 'cognito',
  on: { kind: 'cognito', trigger: 'PreTokenGeneration' },
  grants: ['table:read', 'table:write'],
})

export const postConfirmation = declare({
  name: 'postConfirmation',
  folder: 'cognito',
  on: { kind: 'cognito', trigger: 'PostConfirmation' },
  grants: ['table:read', 'table:write'],
})

export const customMessage = declare({
  name: 'customMessage',
  folder: 'cognito',
  on: { kind: 'cognito', trigger: 'CustomMessage' },
  grants: ['table:read', 'links:make'],
})

export const recordDelivery = declare({
  name: 'recordDelivery',
  folder: 'ses',
  on: { kind: 'ses' },
  grants: ['table:read', 'table:write', 'signing-key:read'],
})

export const createOrganization = declare({
  name: 'createOrganization',
  folder: 'operator',
  on: { kind: 'operator' },
  grants: ['table:read', 'table:write'],
})

export const inviteOwner = declare({
  name: 'inviteOwner',
  folder: 'operator',
  on: { kind: 'operator' },
  grants: ['table:read', 'table:write'],
})

export const setSeats = declare({
  name: 'setSeats',
  folder: 'operator',
  on: { kind: 'operator' },
  grants: ['table:read', 'table:write'],
})

export const setLimits = declare({
  name: 'setLimits',
  folder: 'operator',
  on: { kind: 'operator' },
  grants: ['table:read', 'table:write'],
})

export const listOrganizations = declare({
  name: 'listOrganizations',
  folder: 'operator',
  on: { kind: 'operator' },
  grants: ['table:read'],
})

/** Every function that is not a route. */
export const background: readonly BackgroundSpec[] = [
  dispatch,
  sendMail,
  publishEvents,
  syncCredentials,
  indexWords,
  transferResources,
  withdrawGone,
  expireInvitations,
  inboundFederation,
  preSignUp,
  postAuthentication,
  preTokenGeneration,
  postConfirmation,
  customMessage,
  recordDelivery,
  createOrganization,
  inviteOwner,
  setSeats,
  setLimits,
  listOrganizations,
]
