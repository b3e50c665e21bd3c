/** Every text of the pages, one object per language; the compiler finds what a language lacks. */
const en = {
  loading: 'One moment …',
  tryAgain: 'Try again',
  offline: 'The server can’t be reached. Check your connection and try again; nothing is lost.',
  busy: (seconds: number) =>
    `That was too much at once. Try again in ${seconds === 1 ? 'one second' : `${seconds} seconds`}; nothing is lost.`,
  unavailable: (seconds: number) =>
    `This does not work at the moment. Try again in ${seconds === 1 ? 'one second' : `${seconds} seconds`}; nothing is lost.`,
  tryNow: 'You can try again now.',
  unknown: 'Something went wrong. Please try again.',
  signInFailed: 'Signing in did not work. Please try again.',
  signInCancelled: 'You were not signed in. Try again whenever you like.',
  signInLost: 'This sign-in was begun in another tab or some time ago. Please begin again.',
  signIn: 'Sign in',

  home: {
    title: (product: string) => `Welcome to ${product}`,
    lead: 'Sign in to see who you are here and what you may do.',
    signedIn: (name: string) => `Hello, ${name}`,
    email: 'Email',
    notVerified: 'not verified yet',
    noOrganizations: 'You belong to no organization at the moment. Ask an administrator to invite you.',
    roles: 'Roles',
    permissions: 'Permissions',
    none: 'none',
    signOut: 'Sign out',
  },

  accept: {
    pageTitle: 'Your invitation',
    title: (organization: string) => `Join ${organization}`,
    invitedBy: (inviter: string, organization: string, product: string) =>
      `${inviter} invites you to join ${organization} on ${product}.`,
    invited: (organization: string, product: string) => `You are invited to join ${organization} on ${product}.`,
    messageFrom: (inviter: string | null) => (inviter ? `Message from ${inviter}` : 'Message'),
    email: 'Your email',
    validUntil: 'Valid until',
    firstName: 'First name',
    lastName: 'Last name (optional)',
    password: 'Password',
    passwordHint: 'At least 10 characters. A few words in a row are good.',
    showPassword: 'Show password',
    accept: 'Accept invitation',
    decline: 'Decline',
    firstNameMissing: 'Enter your first name.',
    passwordMissing: 'Enter a password.',
    passwordShort: 'The password needs at least 10 characters.',
    checkFields: 'Please check what is marked below.',
    accountExists: 'There is already an account for this email. Sign in to it to accept; your password stays as it is.',
    signInToAccept: 'Sign in to accept',
    wrongTitle: 'This is somebody else’s invitation',
    wrongAccount: (signedIn: string | null, invited: string) =>
      `You are signed in as ${signedIn ?? 'somebody else'}, but the invitation is for ${invited}. It stays open: sign in as ${invited} to accept it.`,
    signInAs: (email: string) => `Sign in as ${email}`,
    declineTitle: 'Decline this invitation?',
    declineLead: (organization: string) =>
      `You will not join ${organization}, and the link will stop working. You can be invited again.`,
    declineYes: 'Yes, decline',
    declineNo: 'No, go back',
    declinedTitle: 'You declined the invitation',
    declinedLead: 'Nothing else is left to do. You can close this page.',
    doneTitle: 'You are in',
    doneLead: (organization: string) => `You are now a member of ${organization}.`,
    noTokenTitle: 'Open the link in your mail',
    noTokenLead:
      'This page needs the link from your invitation mail. For your safety it is not kept here, so after a reload it has to be opened again.',
  },

  /** Problems of the API that deserve better words here than the API's own. */
  problems: {
    invitation_not_found: {
      title: 'This link is not valid',
      detail: 'Check that you opened the whole link of the newest invitation mail, or ask to be invited again.',
    },
    invitation_expired: { title: 'This invitation has expired', detail: 'Ask the person who invited you to send it again.' },
    invitation_accepted: {
      title: 'This invitation was already accepted',
      detail: 'You can sign in with your email and password.',
    },
    invitation_declined: { title: 'This invitation was declined', detail: 'If that was a mistake, ask to be invited again.' },
    invitation_cancelled: {
      title: 'This invitation is no longer valid',
      detail: 'It was withdrawn or replaced. Look for a newer invitation mail, or ask to be invited again.',
    },
  },
}

export type Messages = typeof en

type Language = { dir: 'ltr' | 'rtl'; messages: Messages }

const languages: Record<string, Language> = { en: { dir: 'ltr', messages: en } }

/** The first wanted language that there is, English else; tells the document so. */
export function speak(wanted: readonly string[]): Messages {
  const known = wanted.map(tag => tag.split('-', 1)[0]?.toLowerCase() ?? '').find(code => Object.hasOwn(languages, code)) ?? 'en'
  const { dir, messages } = languages[known] ?? { dir: 'ltr', messages: en }
  document.documentElement.lang = known
  document.documentElement.dir = dir
  return messages
}
