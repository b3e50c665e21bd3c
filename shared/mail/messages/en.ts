import type { ADMIN, MEMBER, OWNER, SITE_ADMIN } from '../../domain/roles.ts'

type Names = { inviter: string | null; organization: string; product: string }

/** Those that every organization has; what an organization calls its own is not ours to translate. */
type BuiltIn = typeof OWNER | typeof ADMIN | typeof SITE_ADMIN | typeof MEMBER

/** Defines what every language must say. Each text gets its values whole, so that the order of words is the language's own. */
export const en = {
  subject: ({ inviter, organization, product }: Names) =>
    `${inviter ?? organization} invites you to ${inviter ? `${organization} on ${product}` : product}`,
  preheader: ({ until }: { until: string }) => `Accept the invitation by ${until}.`,
  heading: ({ organization, product }: Names) => `Join ${organization} on ${product}`,
  invitation: ({ inviter, organization, product }: Names) =>
    inviter
      ? `${inviter} invites you to join ${organization} on ${product}.`
      : `${organization} invites you to join them on ${product}.`,
  messageFrom: ({ inviter, organization }: Names) => `Message from ${inviter ?? organization}:`,
  role: ({ count }: { count: number }): string => (count === 1 ? 'Your role' : 'Your roles'),
  roles: {
    rol_owner: 'Owner',
    rol_admin: 'Admin',
    rol_site_admin: 'Site admin',
    rol_member: 'Member',
  } satisfies Record<BuiltIn, string>,
  signInAs: 'You sign in as',
  validUntil: 'Valid until',
  detail: ({ label, value }: { label: string; value: string }) => `${label}: ${value}`,
  accept: 'Accept invitation',
  copyLink: 'If the button does not work, copy this link into your browser:',
  openLink: 'To accept the invitation, open this link:',
  personal: 'The link is meant for you alone: please do not forward this mail.',
  unexpected: 'If you did not expect this invitation, ignore this mail. Nothing happens unless you accept.',

  /** The mail that proves a mailbox. */
  code: {
    subject: ({ digits, product }: { digits: string; product: string }) => `${digits} is your code for ${product}`,
    heading: 'Confirm your email address',
    lead: ({ product }: { product: string }) => `Enter this code on ${product} to confirm that this mailbox is yours:`,
    validity: 'It works for ten minutes, and only the newest one does.',
    unexpected: 'If you did not ask for this code, ignore this mail and give the code to nobody.',
  },

  /** To the address that signs in now, when another one is wished for. */
  loginEmailNotice: {
    subject: ({ product }: { product: string }) => `Another email address for signing in to ${product}`,
    heading: 'Another address for signing in',
    lead: ({ product }: { product: string }) =>
      `For your account on ${product}, another email address was asked for. Once it has proved itself by a code, you sign in with that one, and no longer with this.`,
    unexpected: 'If you did not ask for this, change your password and tell an administrator of your organization at once.',
  },

  /** The mail with the link to a new password. */
  reset: {
    subject: ({ product }: { product: string }) => `Choose a new password for ${product}`,
    heading: 'Choose a new password',
    lead: ({ product }: { product: string }) =>
      `A new password was requested for your account on ${product}. Until you choose one, the old one works.`,
    button: 'Choose a new password',
    openLink: 'To choose a new password, open this link:',
    codeLead: 'Does the login page ask you for a code? It is this one:',
    validity: 'Link and code work once, for an hour, and only those of the newest mail do.',
    unexpected: 'If you did not ask for this, ignore this mail. Your password stays as it is. Give the code to nobody.',
  },

  /** Told after it happened. */
  passwordNotice: {
    subject: ({ product }: { product: string }) => `Your password for ${product} was changed`,
    heading: 'Your password was changed',
    mailedCode: ({ product }: { product: string }) =>
      `Somebody who can read this mailbox has chosen a new password for your account on ${product}. Everything that was signed in before is signed out.`,
    temporary: ({ organization, product }: { organization: string; product: string }) =>
      `An administrator of ${organization} has set a temporary password for your account on ${product}. Your next sign-in asks you to choose your own, and everything that was signed in before is signed out.`,
    unexpected: 'If you know nothing of this, tell an administrator of your organization at once.',
  },

  /** To whose it is, when a second factor comes or goes. */
  factorNotice: {
    added: {
      subject: ({ product }: { product: string }) => `A second step for signing in to ${product}`,
      heading: 'A second step for signing in',
      lead: ({ product }: { product: string }) =>
        `An authenticator app was set up for your account on ${product}. From now on, signing in takes a code of this app beside your password.`,
    },
    removed: {
      subject: ({ product }: { product: string }) => `No second step any more for signing in to ${product}`,
      heading: 'No second step any more',
      lead: ({ product }: { product: string }) =>
        `The authenticator app of your account on ${product} was taken away. Signing in takes no code of it any more.`,
    },
    unexpected: 'If this was not you, change your password and tell an administrator of your organization at once.',
  },
}

export type Messages = typeof en
