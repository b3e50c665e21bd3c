import type { Messages } from './en.ts'

/** No name stands after “de”, which would have to become “d’” before some. */
export const fr: Messages = {
  subject: ({ inviter, organization, product }) =>
    inviter
      ? `${inviter} vous invite à rejoindre ${organization} sur ${product}`
      : `${organization} vous invite à rejoindre ${product}`,
  preheader: ({ until }) => `Invitation à accepter avant le ${until}.`,
  heading: ({ organization, product }) => `Rejoignez ${organization} sur ${product}`,
  invitation: ({ inviter, organization, product }) =>
    inviter
      ? `${inviter} vous invite à rejoindre ${organization} sur ${product}.`
      : `${organization} vous invite à rejoindre son espace sur ${product}.`,
  messageFrom: ({ inviter, organization }) => `Message envoyé par ${inviter ?? organization} :`,
  role: ({ count }) => (count === 1 ? 'Votre rôle' : 'Vos rôles'),
  roles: {
    rol_owner: 'Propriétaire',
    rol_admin: 'Administrateur',
    rol_site_admin: 'Administrateur de site',
    rol_member: 'Membre',
  },
  signInAs: 'Votre adresse de connexion',
  validUntil: 'Valable jusqu’au',
  detail: ({ label, value }) => `${label} : ${value}`,
  accept: 'Accepter l’invitation',
  copyLink: 'Si le bouton ne fonctionne pas, copiez ce lien dans votre navigateur :',
  openLink: 'Pour accepter l’invitation, ouvrez ce lien :',
  personal: 'Ce lien vous est personnel : merci de ne pas transférer cet e-mail.',
  unexpected:
    'Si vous n’attendiez pas cette invitation, ignorez cet e-mail. Rien ne se passera tant que vous ne l’aurez pas acceptée.',

  code: {
    subject: ({ digits, product }) => `${digits} est votre code pour ${product}`,
    heading: 'Confirmez votre adresse e-mail',
    lead: ({ product }) => `Saisissez ce code sur ${product} pour confirmer que cette boîte de réception est bien la vôtre :`,
    validity: 'Il est valable dix minutes, et seul le plus récent fonctionne.',
    unexpected: 'Si vous n’avez pas demandé ce code, ignorez cet e-mail et ne communiquez ce code à personne.',
  },

  loginEmailNotice: {
    subject: ({ product }) => `Une autre adresse e-mail pour vous connecter à ${product}`,
    heading: 'Une autre adresse de connexion',
    lead: ({ product }) =>
      `Une autre adresse e-mail a été demandée pour votre compte sur ${product}. Dès qu’elle sera confirmée par un code, vous vous connecterez avec celle-là, et non plus avec celle-ci.`,
    unexpected:
      'Si vous n’êtes pas à l’origine de cette demande, changez votre mot de passe et prévenez aussitôt un administrateur de votre organisation.',
  },
}
