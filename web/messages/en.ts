/** Every text of the pages; defines what every language must say. The API's own words are English and are not shown. */
export const en = {
  loading: 'One moment …',
  tryAgain: 'Try again',
  offline: 'The server can’t be reached. Check your connection and try again; nothing is lost.',
  busy: (wait: string) => `That was too much at once. Try again in ${wait}; nothing is lost.`,
  unavailable: (wait: string) => `This does not work at the moment. Try again in ${wait}; nothing is lost.`,
  tryNow: 'You can try again now.',
  unknown: 'Something went wrong. Please try again.',
  signInFailed: 'Signing in did not work. Please try again.',
  signInCancelled: 'You were not signed in. Try again whenever you like.',
  signInLost: 'This sign-in was begun in another tab or some time ago. Please begin again.',
  signIn: 'Sign in',
  language: 'Language',

  home: {
    title: (product: string) => `Welcome to ${product}`,
    lead: 'Sign in to see who you are here and what you may do.',
    signedIn: (name: string) => `Hello, ${name}`,
    email: 'Email',
    notVerified: 'not verified yet',
    verifyLead: 'Confirm that this mailbox is yours: we mail you a code of six digits.',
    sendCode: 'Send me a code',
    codeSent: (email: string) => `We have sent a code to ${email}. It works for ten minutes.`,
    code: 'Code',
    confirm: 'Confirm',
    codeMissing: 'Enter the six digits of the mail.',
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
    passwordLong: 'The password may have at most 256 characters.',
    passwordSpaces: 'The password must not begin or end with a space.',
    passwordIsEmail: 'The password must not be your email address.',
    passwordRefused: 'This password is one of those that attackers try first. Choose another.',
    nameRefused: 'This name can’t be taken as it is. Shorten it, or leave out unusual characters.',
    checkFields: 'Please check what is marked below.',
    accountExists: 'There is already an account for this email. Sign in to it to accept; your password stays as it is.',
    unprovenAccount:
      'An organization made an account for this address before, and nobody confirmed the address. If that account is yours, sign in to it. If not, choose a password below: the other account can then no longer be used.',
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

  reset: {
    title: 'Choose a new password',
    newPassword: 'New password',
    save: 'Save the password',
    doneTitle: 'Your password was changed',
    doneLead: 'Everything that was signed in before is signed out. Sign in with the new password.',
    linkDead: 'This link does not work any more: it was used, an hour has passed, or there is a newer mail. Ask for another one.',
    requestTitle: 'Forgot your password?',
    requestLead: 'We mail you a link to choose a new one. Until you use it, the old one works.',
    send: 'Send me a link',
    emailMissing: 'Enter your email address.',
    sentTitle: 'Look into your mailbox',
    sentLead: (email: string) => `If ${email} can sign in here, a mail is on its way to it.`,
    sentHint: 'The link works for an hour. No mail? Look into the spam folder, or ask an administrator of your organization.',
  },

  /** Problems of the API that another try may mend. */
  notices: {
    forbidden: 'You have access to no organization right now. Ask an administrator of yours.',
    invalid_code: 'This is not the code of the newest mail, or it has expired. Send yourself another one.',
    password_too_weak: 'Please choose another password.',
    validation_failed: 'Something in this form can’t be taken as it is. Please check it and try again.',
    internal_error: 'This is our fault, and it is written down. Please try again later.',
  },

  /** Problems that end the page. */
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
